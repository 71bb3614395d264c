package dev.linnet.nn;

import dev.linnet.lanes.Lanes;

/** -log softmax(scores)[label], over labelled positions only. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The sum of the losses of a group; overwrites {@code dScores} with weight * (softmax(scores) - onehot(label)), zero at
     * ignored positions.
     *
     * @param scores {@code [T][classes][16]}
     * @param labels {@code [T][16]}
     * @param weight usually 1 / the number of labelled positions of the batch
     */
    public static double lossAndGradient(float[] scores, int[] labels, float[] dScores, int classes, int time,
            double weight) {
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int t = 0; t < time; t++) {
            for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                int label = labels[t * Lanes.WIDTH + lane];
                int first = Lanes.index(t, 0, lane, classes);
                if (label == LabelledSequence.IGNORED) {
                    for (int c = 0; c < classes; c++) {
                        dScores[first + c * Lanes.WIDTH] = 0f;
                    }
                    continue;
                }
                double max = Double.NEGATIVE_INFINITY;
                for (int c = 0; c < classes; c++) {
                    max = Math.max(max, scores[first + c * Lanes.WIDTH]);
                }
                double sum = 0;
                for (int c = 0; c < classes; c++) {
                    exponentials[c] = StrictMath.exp(scores[first + c * Lanes.WIDTH] - max);
                    sum += exponentials[c];
                }
                loss += StrictMath.log(sum) + max - scores[first + label * Lanes.WIDTH];
                for (int c = 0; c < classes; c++) {
                    double target = c == label ? 1 : 0;
                    dScores[first + c * Lanes.WIDTH] = (float) (weight * (exponentials[c] / sum - target));
                }
            }
        }
        return loss;
    }
}
