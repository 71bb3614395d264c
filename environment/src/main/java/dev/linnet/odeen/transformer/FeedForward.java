package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameters;
import dev.linnet.nn.rows.Linear;
import dev.linnet.nn.rows.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/** y = W2 relu(W1 x + b1) + b2. */
final class FeedForward {
    private final Linear in;
    private final Linear out;
    private final int inner;
    private final double dropout;

    FeedForward(Parameters parameters, String name, TransformerConfig config) {
        inner = config.feedForward();
        dropout = config.dropout();
        in = Weights.linear(parameters, name + ".in", inner, config.width());
        out = Weights.linear(parameters, name + ".out", config.width(), inner);
    }

    Pass pass(int rows) {
        return new Pass(rows);
    }

    /** Buffers for at most so many rows. */
    final class Pass {
        private final Linear.Pass first = in.pass(new Workers(1));
        private final Linear.Pass second = out.pass(new Workers(1));
        private final float[] hidden;
        private final float[] dHidden;
        private final Dropout drop;

        private Pass(int rows) {
            hidden = new float[rows * inner];
            dHidden = new float[rows * inner];
            drop = new Dropout(dropout, hidden.length);
        }

        /** y from x, both {@code [rows][width]}. */
        void forward(float[] values, float[] x, float[] y, int rows, SplittableRandom random) {
            first.forward(values, x, hidden, rows);
            Rows.relu(hidden, rows * inner);
            drop.forward(hidden, rows * inner, random);
            second.forward(values, hidden, y, rows);
        }

        /** Adds to dx and to the gradient. */
        void backward(float[] values, float[] x, float[] dy, float[] dx, float[] gradient, int rows) {
            Arrays.fill(dHidden, 0, rows * inner, 0f);
            second.backward(values, hidden, dy, dHidden, gradient, rows);
            drop.backward(dHidden, rows * inner);
            Rows.reluBackward(hidden, dHidden, rows * inner);
            first.backward(values, x, dHidden, dx, gradient, rows);
        }
    }
}
