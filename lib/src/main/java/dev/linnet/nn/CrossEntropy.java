package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import dev.linnet.lanes.Lanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/** -log softmax(scores)[label], over labelled positions only. */
public final class CrossEntropy {
    private static final int LENGTH = SPECIES.length();

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
        float[] largest = new float[WIDTH];
        float[] sums = new float[WIDTH];
        float[] factors = new float[WIDTH];
        for (int t = 0; t < time; t++) {
            int first = t * classes * WIDTH;
            boolean any = false;
            for (int lane = 0; lane < WIDTH; lane++) {
                any |= labels[t * WIDTH + lane] != LabelledSequence.IGNORED;
            }
            if (!any) {
                Arrays.fill(dScores, first, first + classes * WIDTH, 0f);
                continue;
            }
            for (int l = 0; l < WIDTH; l += LENGTH) {
                exponentials(scores, dScores, first + l, classes, largest, sums, l);
            }
            for (int lane = 0; lane < WIDTH; lane++) {
                int label = labels[t * WIDTH + lane];
                boolean labelled = label != LabelledSequence.IGNORED;
                factors[lane] = labelled ? (float) (weight / sums[lane]) : 0f;
                if (labelled) {
                    loss += StrictMath.log(sums[lane]) + (double) largest[lane] - scores[first + label * WIDTH + lane];
                }
            }
            for (int l = 0; l < WIDTH; l += LENGTH) {
                FloatVector factor = FloatVector.fromArray(SPECIES, factors, l);
                for (int c = 0; c < classes; c++) {
                    int at = first + c * WIDTH + l;
                    FloatVector.fromArray(SPECIES, dScores, at).mul(factor).intoArray(dScores, at);
                }
            }
            for (int lane = 0; lane < WIDTH; lane++) {
                int label = labels[t * WIDTH + lane];
                if (label != LabelledSequence.IGNORED) {
                    dScores[first + label * WIDTH + lane] -= (float) weight;
                }
            }
        }
        return loss;
    }

    /** e^(score - largest) of one position, with the largest and the sum of each lane. */
    private static void exponentials(float[] scores, float[] to, int first, int classes, float[] largest, float[] sums,
            int l) {
        FloatVector max = FloatVector.fromArray(SPECIES, scores, first);
        for (int c = 1; c < classes; c++) {
            max = max.max(FloatVector.fromArray(SPECIES, scores, first + c * WIDTH));
        }
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int c = 0; c < classes; c++) {
            FloatVector e = Lanes.exp(FloatVector.fromArray(SPECIES, scores, first + c * WIDTH).sub(max));
            e.intoArray(to, first + c * WIDTH);
            sum = sum.add(e);
        }
        max.intoArray(largest, l);
        sum.intoArray(sums, l);
    }
}
