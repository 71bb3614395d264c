package dev.linnet.odeen.transformer;

import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * A causal {@link Decoder} that goes on by one row at a time, for several sequences with one memory: keys and values of the rows so far, and
 * of the memory, are kept and not worked out again.
 */
public final class IncrementalDecoder {
    private final TransformerConfig config;
    private final int most;
    private final int longest;
    private final int memoryTime;
    private final List<Layer> layers = new ArrayList<>();
    private final ResidualNorm.Pass last;
    private final float[] branch;
    private final HeadProducts[] own;
    private int rows;

    /** For at most {@code most} sequences of at most {@code longest} rows, and memories of {@code memoryTime}. */
    public IncrementalDecoder(Decoder decoder, int most, int longest, int memoryTime) {
        this.most = most;
        this.longest = longest;
        this.memoryTime = memoryTime;
        config = decoder.config;
        decoder.layers.forEach(layer -> layers.add(new Layer(layer)));
        last = decoder.norm.pass(most);
        branch = new float[most * config.width()];
        own = new HeadProducts[longest + 1];
        for (int time = 1; time <= longest; time++) {
            own[time] = new HeadProducts(1, time, config.headWidth(), false);
        }
    }

    /** Begins new sequences with a memory {@code [memoryTime][width]}. */
    public void begin(float[] values, float[] memory) {
        rows = 0;
        layers.forEach(layer -> layer.begin(values, memory));
    }

    /** The rows that each sequence has. */
    public int rows() {
        return rows;
    }

    /** x, the next row of each sequence, {@code [count][width]}, becomes its decoding. */
    public void step(float[] values, float[] x, int count) {
        if (rows == longest) {
            throw new IllegalStateException("The sequences have " + longest + " rows, the most there is room for.");
        }
        rows++;
        layers.forEach(layer -> layer.step(values, x, count));
        last.forward(values, x, null, x, count);
    }

    /** From now on sequence i goes on from what sequence {@code origins[i]} was. */
    public void reorder(int[] origins, int count) {
        layers.forEach(layer -> layer.reorder(origins, count));
    }

    private final class Layer {
        private final int width = config.width();
        private final Linear.Pass queryKeyValue;
        private final Linear.Pass out;
        private final Linear.Pass crossQuery;
        private final Linear.Pass crossKeyValue;
        private final Linear.Pass crossOut;
        private final FeedForward.Pass feed;
        private final ResidualNorm.Pass firstNorm;
        private final ResidualNorm.Pass secondNorm;
        private final ResidualNorm.Pass thirdNorm;
        /** {@code [sequence][row][key, value]}. */
        private float[] cache = new float[most * longest * 2 * width];
        private float[] spare = new float[cache.length];
        private final float[] memoryPairs = new float[memoryTime * 2 * width];
        private final float[] queries = new float[most * 3 * width];
        private final float[] mixed = new float[most * width];
        private final float[] weights;

        private Layer(DecoderLayer layer) {
            queryKeyValue = layer.own.query().pass(new Workers(1));
            out = layer.own.out().pass(new Workers(1));
            crossQuery = layer.cross.query().pass(new Workers(1));
            crossKeyValue = layer.cross.memory().pass(new Workers(1));
            crossOut = layer.cross.out().pass(new Workers(1));
            feed = layer.feedForward.pass(most);
            firstNorm = layer.firstNorm.pass(most);
            secondNorm = layer.secondNorm.pass(most);
            thirdNorm = layer.thirdNorm.pass(most);
            weights = new float[new HeadProducts(most, Math.max(memoryTime, longest), config.headWidth(), false)
                    .weights()];
        }

        private void begin(float[] values, float[] memory) {
            crossKeyValue.forward(values, memory, memoryPairs, memoryTime);
        }

        private void step(float[] values, float[] x, int count) {
            queryKeyValue.forward(values, x, queries, count);
            for (int i = 0; i < count; i++) {
                int sequence = i * longest * 2 * width;
                System.arraycopy(queries, i * 3 * width + width, cache, sequence + (rows - 1) * 2 * width, 2 * width);
                for (int head = 0; head < config.heads(); head++) {
                    int at = head * config.headWidth();
                    own[rows].weigh(queries, i * 3 * width + at, 3 * width, cache, sequence + at, 2 * width, weights,
                            0);
                    own[rows].mix(weights, 0, cache, sequence + width + at, 2 * width, mixed, i * width + at, width);
                }
            }
            out.forward(values, mixed, branch, count);
            firstNorm.forward(values, x, branch, x, count);
            crossQuery.forward(values, x, queries, count);
            var cross = new HeadProducts(count, memoryTime, config.headWidth(), false);
            for (int head = 0; head < config.heads(); head++) {
                int at = head * config.headWidth();
                cross.weigh(queries, at, width, memoryPairs, at, 2 * width, weights, 0);
                cross.mix(weights, 0, memoryPairs, width + at, 2 * width, mixed, at, width);
            }
            crossOut.forward(values, mixed, branch, count);
            secondNorm.forward(values, x, branch, x, count);
            feed.forward(values, x, branch, count, null);
            thirdNorm.forward(values, x, branch, x, count);
        }

        private void reorder(int[] origins, int count) {
            int stretch = longest * 2 * width;
            for (int i = 0; i < count; i++) {
                System.arraycopy(cache, origins[i] * stretch, spare, i * stretch, rows * 2 * width);
            }
            float[] before = cache;
            cache = spare;
            spare = before;
        }
    }
}
