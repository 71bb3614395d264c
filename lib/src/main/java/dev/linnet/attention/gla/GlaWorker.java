package dev.linnet.attention.gla;

import dev.linnet.attention.chunk.HeadChunks;
import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Blocks;

/** One thread's workspace: a head from its first chunk to its last, or some of a head's chunks. */
final class GlaWorker implements HeadChunks.Worker {
    private final Layout layout;
    private final int chunkSize;
    private final GlaChunk chunk;
    private GlaBackward backward;
    private FloatInputs in;
    private float[] o;
    private float[] outputGradient;
    private FloatGradients gradients;
    private int firstRow;
    private int length;
    private int nextRow;

    GlaWorker(Layout layout, int chunkSize, GlaChunk chunk) {
        this.layout = layout;
        this.chunkSize = chunkSize;
        this.chunk = chunk;
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
            backward = new GlaBackward(chunk);
        }
    }

    private void turnTo(FloatInputs of, int index) {
        in = of;
        int sequence = index / layout.heads();
        firstRow = layout.firstRow(sequence, index % layout.heads());
        length = layout.length(sequence);
    }

    @Override
    public int chunks() {
        return (length + chunkSize - 1) / chunkSize;
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
        chunk.ahead.add(gradients.logDecay(), nextRow, chunkSize, chunk.keys);
        gradients(n, state, adjoint);
        chunk.decayRows(adjoint);
        backward.read(adjoint, true);
    }

    @Override
    public void writes(int n, float[] sum, float[] decay) {
        loadWrites(n);
        chunk.write(sum, false);
        System.arraycopy(chunk.fromStart, (chunk.padded - 1) * chunk.keyWidth, decay, 0, chunk.keyWidth);
    }

    @Override
    public void outputs(int n, float[] state) {
        Team.stopIfInterrupted();
        int row = loadWrites(n);
        chunk.loadQueries(in, row);
        chunk.weights();
        int at = row * chunk.values;
        if (chunk.fillsOutputs()) {
            chunk.outputs(state, o, at);
        } else {
            chunk.outputs(state, chunk.o, 0);
            Blocks.store(chunk.o, chunk.valueWidth, o, at, chunk.rows, chunk.values);
        }
    }

    @Override
    public void reads(int n, float[] state, float[] sum) {
        int row = loadWrites(n);
        chunk.loadQueries(in, row);
        backward.loadOutputGradient(outputGradient, row);
        backward.read(sum, false);
    }

    @Override
    public void gradients(int n, float[] state, float[] adjoint) {
        int row = loadWrites(n);
        chunk.loadQueries(in, row);
        backward.loadOutputGradient(outputGradient, row);
        backward.gradients(state, adjoint, gradients, row);
    }

    /** Has the chunk look at keys, values and gates of chunk n meanwhile; at others' rows too where it is the head's last or first. */
    private void lookAhead(int n) {
        nextRow = firstRow + n * chunkSize;
        chunk.ahead.clear();
        chunk.ahead.add(in.k(), nextRow, chunkSize, chunk.keys);
        chunk.ahead.add(in.v(), nextRow, chunkSize, chunk.values);
        chunk.ahead.add(in.logDecay(), nextRow, chunkSize, chunk.keys);
    }

    private int loadWrites(int n) {
        int t = n * chunkSize;
        chunk.loadWrites(in, firstRow + t, Math.min(chunkSize, length - t));
        return firstRow + t;
    }
}
