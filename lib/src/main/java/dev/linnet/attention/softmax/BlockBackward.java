package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.matrix.Lanes;
import java.util.Arrays;

/**
 * The gradients of a block, by windows of a few tiles of queries. For the queries of a window first the sums of weights and what comes
 * through the norm are found; then each tile of keys is taken against the queries that see it. Weights are worked out again, never kept.
 *
 * <pre>
 *     dV = P^T dT          dP = dT V^T
 *     softmax: dT = dO,    dS = P * (dP - rowsum(dO * O))
 *     ReLA:    dT = dO through the RMS norm,    dS = dP where the score is positive
 *     dQ = dS K            dK = dS^T Q
 * </pre>
 *
 * Tiles of keys fall into {@link #GROUPS} groups, each with a sum of its own for the gradients of the window's queries: so many threads
 * can share a window, and however many there are the sums are added up in the same order.
 */
final class BlockBackward {
    private static final int WINDOW = 4;
    private static final int GROUPS = 8;

    private final BlockForm form;
    private final float scale;
    private final int tile;
    private final QueryGradient[] queries = new QueryGradient[WINDOW];
    private final KeyGradient[] scratch;
    private final Team.Task prepare = this::prepare;
    private final Team.Task compare = this::compare;
    private final Team.Task gather = this::gather;
    private FloatInputs in;
    private float[] outputGradient;
    private FloatGradients gradients;
    private int from;
    private int to;
    /** The present window: its first row and the number of its tiles. */
    private int first;
    private int tiles;

    /**
     * For the heads of a layout.
     *
     * @param members most threads that work at once
     */
    BlockBackward(BlockForm form, double scale, Layout layout, int tile, int members) {
        this.form = form;
        this.scale = (float) scale;
        this.tile = tile;
        int width = Lanes.padded(tile);
        for (int i = 0; i < WINDOW; i++) {
            queries[i] = new QueryGradient(new QueryTile(form, scale, layout, width), GROUPS);
        }
        scratch = new KeyGradient[members];
        for (int i = 0; i < members; i++) {
            scratch[i] = new KeyGradient(new KeyTile(form, layout, width), layout);
        }
    }

    /** The block of rows [from, to). */
    void block(Phases phases, FloatInputs inputs, float[] ofOutputs, FloatGradients wanted, int blockFrom,
            int blockTo) {
        in = inputs;
        outputGradient = ofOutputs;
        gradients = wanted;
        from = blockFrom;
        to = blockTo;
        for (first = from; first < to; first += WINDOW * tile) {
            tiles = Math.min(WINDOW, (to - first - 1) / tile + 1);
            lookBeyond();
            phases.run(tiles, prepare);
            phases.run(groups(), compare);
            phases.run(tiles, gather);
        }
    }

    /** Has a block of one tile look at the next block; the tiles of longer ones stay in the cache. */
    private void lookBeyond() {
        for (KeyGradient keys : scratch) {
            keys.tile.near.clear();
            keys.tile.beyond.clear();
        }
        if (to - from <= tile) {
            KeyTile keys = scratch[0].tile;
            int K = queries[0].tile.keys;
            int V = queries[0].tile.values;
            keys.beyond.add(in.q(), to, tile, K);
            keys.beyond.add(in.k(), to, tile, K);
            keys.beyond.add(in.v(), to, tile, V);
            keys.beyond.add(outputGradient, to, tile, V);
            keys.beyond.add(gradients.q(), to, tile, K);
            keys.beyond.add(gradients.k(), to, tile, K);
            keys.beyond.add(gradients.v(), to, tile, V);
        }
    }

    /** Tiles of keys that the window sees. */
    private int keyTiles() {
        int last = form.causal() ? Math.min(to, first + tiles * tile) : to;
        return (last - from - 1) / tile + 1;
    }

    private int groups() {
        return Math.min(GROUPS, keyTiles());
    }

    private void prepare(int i, int member) {
        queries[i].prepare(in, outputGradient, from, first + i * tile, to, tile, scratch[member].tile, keyTiles() == 1);
    }

    /** The keys of a group against the window. */
    private void compare(int group, int member) {
        KeyGradient keys = scratch[member];
        for (int i = 0; i < tiles; i++) {
            Arrays.fill(queries[i].partial[group], 0f);
        }
        int all = keyTiles();
        for (int n = group; n < all; n += GROUPS) {
            int s = from + n * tile;
            keys.load(in, s, Math.min(tile, to - s));
            int seers = form.causal() ? Math.max(0, (s - first) / tile) : 0;
            for (int i = seers; i < tiles; i++) {
                Team.stopIfInterrupted();
                boolean diagonal = form.causal() && first + i * tile == s;
                keys.compare(queries[i], queries[i].partial[group], diagonal, all == 1);
            }
            keys.store(gradients, s, scale, form.causal() ? s < first : first > from);
        }
    }

    private void gather(int i, int member) {
        queries[i].store(groups(), scale, gradients.q(), first + i * tile);
    }
}
