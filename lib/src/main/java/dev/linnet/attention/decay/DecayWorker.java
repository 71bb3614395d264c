package dev.linnet.attention.decay;

import dev.linnet.attention.chunk.HeadChunks;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.matrix.Blocks;
import java.util.Arrays;

/** One thread's workspace: a head from its first chunk to its last, or some of a head's chunks. */
final class DecayWorker implements HeadChunks.Worker {
    private final StateRule rule;
    private final Layout layout;
    private final int chunkSize;
    private final DecayChunk chunk;
    private final float[] divisors;
    private DecayBackward backward;
    private FloatInputs in;
    private float[] o;
    private float[] outputGradient;
    private FloatGradients gradients;
    private int head;
    private int firstRow;
    private int length;
    private int nextRow;

    DecayWorker(StateRule rule, Layout layout, int chunkSize, DecayChunk chunk) {
        this.rule = rule;
        this.layout = layout;
        this.chunkSize = chunkSize;
        this.chunk = chunk;
        divisors = new float[chunk.width];
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
            backward = new DecayBackward(rule, chunk, divisors);
        }
    }

    private void turnTo(FloatInputs of, int index) {
        in = of;
        int sequence = index / layout.heads();
        head = index % layout.heads();
        firstRow = layout.firstRow(sequence, head);
        length = layout.length(sequence);
    }

    @Override
    public int chunks() {
        return (length + chunkSize - 1) / chunkSize;
    }

    @Override
    public void load(float[] from, int index, float[] state) {
        chunk.loadState(from, index, state);
    }

    @Override
    public void store(float[] state, float[] to, int index) {
        chunk.storeState(state, to, index);
    }

    @Override
    public void forward(int n, float[] state) {
        lookAhead(n + 1);
        chunk.ahead.add(in.q(), nextRow, chunkSize, chunk.keys);
        chunk.ahead.add(o, nextRow, chunkSize, chunk.values);
        outputs(n, state);
        chunk.advance(state);
    }

    @Override
    public void advance(int n, float[] state) {
        lookAhead(n + 1);
        loadWrites(n);
        chunk.advance(state);
    }

    @Override
    public void backward(int n, float[] state, float[] adjoint) {
        lookAhead(n - 1);
        chunk.ahead.add(in.q(), nextRow, chunkSize, chunk.keys);
        chunk.ahead.add(outputGradient, nextRow, chunkSize, chunk.values);
        chunk.ahead.add(gradients.q(), nextRow, chunkSize, chunk.keys);
        chunk.ahead.add(gradients.k(), nextRow, chunkSize, chunk.keys);
        chunk.ahead.add(gradients.v(), nextRow, chunkSize, chunk.values);
        chunk.ahead.add(gradients.logDecay(), nextRow, chunkSize, 1);
        int row = workOut(n, state, adjoint);
        backward.advance(adjoint);
        backward.store(gradients, row);
    }

    @Override
    public void writes(int n, float[] sum, float[] decay) {
        loadWrites(n);
        chunk.write(sum, false);
        Arrays.fill(decay, chunk.decays.none() ? 1 : chunk.decays.total());
    }

    @Override
    public void outputs(int n, float[] state) {
        Team.stopIfInterrupted();
        int row = loadWrites(n);
        chunk.loadQueries(in, row);
        chunk.weights();
        int at = row * chunk.values;
        boolean plain = chunk.form.norm() == OutputNorm.NONE;
        boolean fills = chunk.fillsOutputs();
        float[] to = fills ? o : chunk.o;
        int first = fills ? at : 0;
        if (plain) {
            chunk.outputs(state, to, first);
        } else {
            chunk.outputs(state, chunk.o, 0);
            chunk.normalise(state, divisors, to, first);
        }
        if (!fills) {
            Blocks.store(chunk.o, chunk.valueWidth, o, at, chunk.rows, chunk.values);
        }
    }

    @Override
    public void reads(int n, float[] state, float[] sum) {
        int row = loadWrites(n);
        chunk.loadQueries(in, row);
        backward.loadOutputGradient(outputGradient, row, state);
        backward.read(sum, false);
    }

    @Override
    public void gradients(int n, float[] state, float[] adjoint) {
        backward.store(gradients, workOut(n, state, adjoint));
    }

    private int workOut(int n, float[] state, float[] adjoint) {
        int row = loadWrites(n);
        chunk.loadQueries(in, row);
        backward.loadOutputGradient(outputGradient, row, state);
        backward.gradients(state, adjoint, gradients.logDecay(), row);
        return row;
    }

    /** Has the chunk look at keys, values and gates of chunk n meanwhile; at others' rows too where it is the head's last or first. */
    private void lookAhead(int n) {
        nextRow = firstRow + n * chunkSize;
        chunk.ahead.clear();
        chunk.ahead.add(in.k(), nextRow, chunkSize, chunk.keys);
        chunk.ahead.add(in.v(), nextRow, chunkSize, chunk.values);
        chunk.ahead.add(in.logDecay(), nextRow, chunkSize, 1);
    }

    private int loadWrites(int n) {
        int t = n * chunkSize;
        chunk.loadWrites(in, head, firstRow + t, Math.min(chunkSize, length - t));
        return firstRow + t;
    }
}
