package dev.linnet.attention.deltachunk;

import dev.linnet.attention.chunk.HeadWorker;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.matrix.Blocks;

/** One thread's workspace: a head from its first chunk to its last, and back. */
final class DeltaWorker implements HeadWorker {
    final DeltaChunk chunk;
    private DeltaBackward backward;
    private final StateRule rule;
    private final Layout layout;
    private final int chunkSteps;
    private FloatInputs in;
    private float[] o;
    private float[] outputGradient;
    private FloatGradients gradients;
    private int head;
    private int firstStep;
    private int length;
    /** First step of the chunk that is loaded. */
    private int step;
    private int nextStep;

    DeltaWorker(StateRule rule, Layout layout, int chunkSteps, float scale) {
        this.rule = rule;
        this.layout = layout;
        this.chunkSteps = chunkSteps;
        chunk = new DeltaChunk(rule, scale, layout, chunkSteps);
    }

    @Override
    public void outputsOf(FloatInputs of, FloatOutputs out, int index) {
        turnTo(of, index);
        o = out.o();
    }

    @Override
    public void gradientsOf(FloatInputs of, float[] ofOutputs, FloatGradients to, int index) {
        turnTo(of, index);
        outputGradient = ofOutputs;
        gradients = to;
        if (backward == null) {
            backward = new DeltaBackward(rule, chunk);
        }
    }

    private void turnTo(FloatInputs of, int index) {
        in = of;
        int sequence = index / layout.heads();
        head = index % layout.heads();
        firstStep = layout.firstRow(sequence, head);
        length = layout.length(sequence);
    }

    @Override
    public int chunks() {
        return (length + chunkSteps - 1) / chunkSteps;
    }

    @Override
    public void load(float[] from, int index, float[] state) {
        Blocks.loadOrZero(from, index * chunk.keys * chunk.values, chunk.keys, chunk.values, state, chunk.valueWidth,
                chunk.keyWidth);
    }

    @Override
    public void store(float[] state, float[] to, int index) {
        Blocks.store(state, chunk.valueWidth, to, index * chunk.keys * chunk.values, chunk.keys, chunk.values);
    }

    @Override
    public void forward(int n, float[] state) {
        lookAhead(n + 1);
        chunk.ahead.add(in.q(), nextStep, chunkSteps, chunk.keys);
        chunk.ahead.add(o, nextStep, chunkSteps, chunk.values);
        loadReads(n);
        chunk.solve(state);
        outputs(state);
        chunk.advance(state);
    }

    @Override
    public void advance(int n, float[] state) {
        lookAhead(n + 1);
        loadWrites(n);
        chunk.solve(state);
        chunk.advance(state);
    }

    @Override
    public void backward(int n, float[] state, float[] adjoint) {
        lookAhead(n - 1);
        int writes = chunk.writes;
        chunk.ahead.add(in.q(), nextStep, chunkSteps, chunk.keys);
        chunk.ahead.add(outputGradient, nextStep, chunkSteps, chunk.values);
        chunk.ahead.add(gradients.q(), nextStep, chunkSteps, chunk.keys);
        chunk.ahead.add(gradients.k(), nextStep * writes, chunkSteps * writes, chunk.keys);
        chunk.ahead.add(gradients.v(), nextStep * writes, chunkSteps * writes, chunk.values);
        loadReads(n);
        chunk.solve(state);
        backward.loadOutputGradient(outputGradient, step);
        backward.corrections(adjoint);
        backward.gradients(state, adjoint, gradients, step);
        backward.advance(adjoint);
    }

    /** Has the chunk look at keys and values of chunk n meanwhile; at others' rows too where it is the head's last or first. */
    private void lookAhead(int n) {
        nextStep = firstStep + n * chunkSteps;
        chunk.ahead.clear();
        chunk.ahead.add(in.k(), nextStep * chunk.writes, chunkSteps * chunk.writes, chunk.keys);
        chunk.ahead.add(in.v(), nextStep * chunk.writes, chunkSteps * chunk.writes, chunk.values);
    }

    /** What the state needs of chunk n. */
    private void loadWrites(int n) {
        int t = n * chunkSteps;
        step = firstStep + t;
        chunk.loadWrites(in, head, step, Math.min(chunkSteps, length - t));
        chunk.overlaps();
    }

    /** The same, and what the outputs need. */
    private void loadReads(int n) {
        loadWrites(n);
        chunk.loadQueries(in, step);
        chunk.weights();
    }

    /** The loaded chunk's outputs: at once in their place if they fit there. */
    private void outputs(float[] state) {
        int at = step * chunk.values;
        if (chunk.fillsOutputs()) {
            chunk.outputs(state, o, at);
        } else {
            chunk.outputs(state, chunk.o, 0);
            Blocks.store(chunk.o, chunk.valueWidth, o, at, chunk.steps, chunk.values);
        }
    }
}
