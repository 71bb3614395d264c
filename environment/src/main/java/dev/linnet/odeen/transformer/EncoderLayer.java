package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import java.util.SplittableRandom;

/** u = norm(x + attention(x)); y = norm(u + feedForward(u)). */
final class EncoderLayer {
    private final TransformerConfig config;
    private final MultiHeadAttention attention;
    private final ResidualNorm firstNorm;
    private final FeedForward feedForward;
    private final ResidualNorm secondNorm;

    EncoderLayer(Parameters parameters, String name, TransformerConfig config) {
        this.config = config;
        attention = MultiHeadAttention.toItself(parameters, name + ".attention", config, false);
        firstNorm = new ResidualNorm(parameters, name + ".firstNorm", config.width());
        feedForward = new FeedForward(parameters, name + ".feedForward", config);
        secondNorm = new ResidualNorm(parameters, name + ".secondNorm", config.width());
    }

    Pass pass(int batch, int time) {
        return new Pass(batch, time);
    }

    /** Forward and backward over a batch. */
    final class Pass {
        private final int width = config.width();
        private final int time;
        private final MultiHeadAttention.Pass attend;
        private final ResidualNorm.Pass first;
        private final FeedForward.Pass feed;
        private final ResidualNorm.Pass second;
        private final Dropout attendDrop;
        private final Dropout feedDrop;
        private final float[] input;
        private final float[] middle;
        private final float[] branch;

        private Pass(int batch, int time) {
            this.time = time;
            int rows = batch * time;
            attend = attention.pass(batch, time, time);
            first = firstNorm.pass(rows);
            feed = feedForward.pass(rows);
            second = secondNorm.pass(rows);
            attendDrop = new Dropout(config.dropout(), rows * width);
            feedDrop = new Dropout(config.dropout(), rows * width);
            input = new float[rows * width];
            middle = new float[rows * width];
            branch = new float[rows * width];
        }

        /** x becomes y, {@code [batch][time][width]}. */
        void forward(float[] values, float[] x, int batch, SplittableRandom random) {
            int rows = batch * time;
            System.arraycopy(x, 0, input, 0, rows * width);
            attend.forward(values, input, null, branch, batch, random);
            attendDrop.forward(branch, rows * width, random);
            first.forward(values, input, branch, middle, rows);
            feed.forward(values, middle, branch, rows, random);
            feedDrop.forward(branch, rows * width, random);
            second.forward(values, middle, branch, x, rows);
        }

        /** dy becomes dx; adds to the gradient. */
        void backward(float[] values, float[] d, float[] gradient, int batch) {
            int rows = batch * time;
            second.backward(values, d, d, gradient, rows);
            System.arraycopy(d, 0, branch, 0, rows * width);
            feedDrop.backward(branch, rows * width);
            feed.backward(values, middle, branch, d, gradient, rows);
            first.backward(values, d, d, gradient, rows);
            System.arraycopy(d, 0, branch, 0, rows * width);
            attendDrop.backward(branch, rows * width);
            attend.backward(values, input, null, branch, d, null, gradient, batch);
        }
    }
}
