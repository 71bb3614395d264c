package dev.linnet.nn.rows;

import dev.linnet.attention.matrix.Exponentials;

/** -log softmax(logits)[target], in nats. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The sum of the losses of all rows.
     *
     * @param logits    {@code [rows][classes]}
     * @param targets   one class a row
     * @param gradient  receives weight * (softmax(logits) - onehot(target)), or null if no gradient is wanted
     * @param weight    usually 1 / rows
     */
    public static double loss(float[] logits, int[] targets, float[] gradient, int classes, int rows, double weight,
            Workers workers) {
        var losses = new double[Workers.blocks(rows)];
        workers.rows(rows, (from, to, block) -> {
            var exponentials = new float[classes];
            double loss = 0;
            for (int row = from; row < to; row++) {
                loss += loss(logits, row * classes, targets[row], gradient, classes, weight, exponentials);
            }
            losses[block] = loss;
        });
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum;
    }

    private static double loss(float[] logits, int at, int target, float[] gradient, int classes, double weight,
            float[] exponentials) {
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            max = Math.max(max, logits[at + c]);
        }
        for (int c = 0; c < classes; c++) {
            exponentials[c] = logits[at + c] - max;
        }
        Exponentials.exp(exponentials, exponentials, classes);
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += exponentials[c];
        }
        if (gradient != null) {
            float factor = (float) (weight / sum);
            for (int c = 0; c < classes; c++) {
                gradient[at + c] = exponentials[c] * factor;
            }
            gradient[at + target] = (float) (weight * (exponentials[target] / sum - 1));
        }
        return StrictMath.log(sum) + max - logits[at + target];
    }
}
