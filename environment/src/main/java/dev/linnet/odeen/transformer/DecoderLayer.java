package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import java.util.SplittableRandom;

/** u = norm(x + attention(x)); v = norm(u + attention(u, memory)); y = norm(v + feedForward(v)). */
final class DecoderLayer {
    final MultiHeadAttention own;
    final ResidualNorm firstNorm;
    final MultiHeadAttention cross;
    final ResidualNorm secondNorm;
    final FeedForward feedForward;
    final ResidualNorm thirdNorm;
    private final TransformerConfig config;

    DecoderLayer(Parameters parameters, String name, TransformerConfig config, boolean causal) {
        this.config = config;
        own = MultiHeadAttention.toItself(parameters, name + ".attention", config, causal);
        firstNorm = new ResidualNorm(parameters, name + ".firstNorm", config.width());
        cross = MultiHeadAttention.toMemory(parameters, name + ".memory", config);
        secondNorm = new ResidualNorm(parameters, name + ".secondNorm", config.width());
        feedForward = new FeedForward(parameters, name + ".feedForward", config);
        thirdNorm = new ResidualNorm(parameters, name + ".thirdNorm", config.width());
    }

    Pass pass(int memories, int perMemory, int time, int memoryTime) {
        return new Pass(memories, perMemory, time, memoryTime);
    }

    /** Forward and backward over a batch. */
    final class Pass {
        private final int width = config.width();
        private final int perMemory;
        private final int time;
        private final MultiHeadAttention.Pass attend;
        private final ResidualNorm.Pass first;
        private final MultiHeadAttention.Pass look;
        private final ResidualNorm.Pass second;
        private final FeedForward.Pass feed;
        private final ResidualNorm.Pass third;
        private final Dropout[] drops = new Dropout[3];
        private final float[] input;
        private final float[] middle;
        private final float[] late;
        private final float[] branch;

        private Pass(int memories, int perMemory, int time, int memoryTime) {
            this.perMemory = perMemory;
            this.time = time;
            int rows = memories * perMemory * time;
            attend = own.pass(memories * perMemory, time, time);
            first = firstNorm.pass(rows);
            // rows that look at one memory do so each for itself, whatever sequence they are of
            look = cross.pass(memories, perMemory * time, memoryTime);
            second = secondNorm.pass(rows);
            feed = feedForward.pass(rows);
            third = thirdNorm.pass(rows);
            for (int i = 0; i < drops.length; i++) {
                drops[i] = new Dropout(config.dropout(), rows * width);
            }
            input = new float[rows * width];
            middle = new float[rows * width];
            late = new float[rows * width];
            branch = new float[rows * width];
        }

        /** x becomes y, {@code [memories][perMemory][time][width]}; the memory is {@code [memories][memoryTime][width]}. */
        void forward(float[] values, float[] x, float[] memory, int memories, SplittableRandom random) {
            int rows = memories * perMemory * time;
            System.arraycopy(x, 0, input, 0, rows * width);
            attend.forward(values, input, null, branch, memories * perMemory, random);
            drops[0].forward(branch, rows * width, random);
            first.forward(values, input, branch, middle, rows);
            look.forward(values, middle, memory, branch, memories, random);
            drops[1].forward(branch, rows * width, random);
            second.forward(values, middle, branch, late, rows);
            feed.forward(values, late, branch, rows, random);
            drops[2].forward(branch, rows * width, random);
            third.forward(values, late, branch, x, rows);
        }

        /** dy becomes dx; adds to dMemory and to the gradient. */
        void backward(float[] values, float[] memory, float[] d, float[] dMemory, float[] gradient, int memories) {
            int rows = memories * perMemory * time;
            third.backward(values, d, d, gradient, rows);
            branch(d, 2, rows);
            feed.backward(values, late, branch, d, gradient, rows);
            second.backward(values, d, d, gradient, rows);
            branch(d, 1, rows);
            look.backward(values, middle, memory, branch, d, dMemory, gradient, memories);
            first.backward(values, d, d, gradient, rows);
            branch(d, 0, rows);
            attend.backward(values, input, null, branch, d, null, gradient, memories * perMemory);
        }

        private void branch(float[] d, int drop, int rows) {
            System.arraycopy(d, 0, branch, 0, rows * width);
            drops[drop].backward(branch, rows * width);
        }
    }
}
