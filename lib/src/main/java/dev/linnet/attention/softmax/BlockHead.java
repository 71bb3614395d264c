package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Lanes;

/** The blocks of one head, on one thread or several; with the workspaces of so many. Which of them works on what changes no bit. */
final class BlockHead {
    private final BlockForm form;
    private final Layout layout;
    private final int tile;
    private final QueryTile[] queries;
    private final KeyTile[] keys;
    private final BlockBackward[] backward;
    private final double scale;
    private final Team.Task outputs = this::outputs;
    private final Team.Task gradients = this::gradients;
    private FloatInputs in;
    private float[] o;
    private float[] outputGradient;
    private FloatGradients to;
    private int first;
    private int length;

    BlockHead(BlockForm form, double scale, Layout layout, int tile, int members) {
        this.form = form;
        this.scale = scale;
        this.layout = layout;
        this.tile = tile;
        queries = new QueryTile[members];
        keys = new KeyTile[members];
        for (int i = 0; i < members; i++) {
            queries[i] = new QueryTile(form, scale, layout, Lanes.padded(tile));
            keys[i] = new KeyTile(form, layout, Lanes.padded(tile));
        }
        backward = new BlockBackward[members];
    }

    private void turnTo(FloatInputs inputs, int index) {
        in = inputs;
        int sequence = index / layout.heads();
        first = layout.firstRow(sequence, index % layout.heads());
        length = layout.length(sequence);
    }

    private int blocks() {
        return length == 0 ? 0 : (length - 1) / form.width() + 1;
    }

    private int tilesOf(int steps) {
        return (steps - 1) / tile + 1;
    }

    void forward(Phases phases, FloatInputs inputs, FloatOutputs out, int index) {
        turnTo(inputs, index);
        o = out.o();
        int blocks = blocks();
        if (blocks > 0) {
            int last = form.blockStart(length - 1);
            phases.run((blocks - 1) * tilesOf(form.width()) + tilesOf(length - last), outputs);
        }
    }

    /** Outputs of a tile of queries: the last first, they see most. */
    private void outputs(int task, int member) {
        int number = (blocks() - 1) * perBlock() + tilesOf(length - form.blockStart(length - 1)) - 1 - task;
        QueryTile q = queries[member];
        KeyTile k = keys[member];
        int t = first + step(number);
        k.beyond.clear();
        if (number > 0) {
            int next = first + step(number - 1);
            k.beyond.add(in.q(), next, tile, q.keys);
            k.beyond.add(o, next, tile, q.values);
            k.beyond.add(in.k(), first + block(number - 1), tile, q.keys);
            k.beyond.add(in.v(), first + block(number - 1), tile, q.values);
        }
        attend(q, k, in, first + block(number), t, first + form.blockEnd(block(number), length), tile);
        q.finish(o, t * q.values);
    }

    private int perBlock() {
        return tilesOf(Math.min(form.width(), length));
    }

    /** First step of the block of a tile, and of the tile itself. */
    private int block(int number) {
        return number / perBlock() * Math.min(form.width(), length);
    }

    private int step(int number) {
        return block(number) + number % perBlock() * tile;
    }

    /** Shows the queries that begin at row t the keys of their block [from, to). */
    static void attend(QueryTile q, KeyTile k, FloatInputs in, int from, int t, int to, int tile) {
        q.load(in, t, Math.min(tile, to - t));
        boolean causal = q.form.causal();
        int last = causal ? t + 1 : to;
        for (int s = from; s < last; s += tile) {
            Team.stopIfInterrupted();
            k.load(in, s, Math.min(tile, to - s));
            k.show(q, causal && s == t, s + tile < last ? k.lookAt(in, s + tile, tile) : k.beyond);
        }
    }

    void backward(Phases phases, FloatInputs inputs, float[] ofOutputs, FloatGradients wanted, int index) {
        turnTo(inputs, index);
        outputGradient = ofOutputs;
        to = wanted;
        int blocks = blocks();
        if (blocks >= 2 * backward.length) {
            phases.run(blocks, gradients);
        } else {
            for (int block = 0; block < length; block = form.blockEnd(block, length)) {
                backward(0).block(phases, in, outputGradient, to, first + block, first + form.blockEnd(block, length));
            }
        }
    }

    private void gradients(int block, int member) {
        int from = block * form.width();
        backward(member).block(Phases.ALONE, in, outputGradient, to, first + from,
                first + form.blockEnd(from, length));
    }

    private BlockBackward backward(int member) {
        if (backward[member] == null) {
            backward[member] = new BlockBackward(form, scale, layout, tile, backward.length);
        }
        return backward[member];
    }
}
