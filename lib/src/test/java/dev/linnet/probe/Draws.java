package dev.linnet.probe;

import java.util.SplittableRandom;

/** Random samples for tests. */
final class Draws {
    private Draws() {}

    /** Classes around centres of their own, each with a sample at least; labels otherwise by chance. */
    static Samples samples(long seed, int rows, int features, int classes) {
        var r = new SplittableRandom(seed);
        var centres = numbers(r, classes * features);
        var x = new double[rows * features];
        var labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = i < classes ? i : r.nextInt(classes);
            for (int j = 0; j < features; j++) {
                x[i * features + j] = centres[labels[i] * features + j] + r.nextGaussian();
            }
        }
        return new Samples(x, features, labels, classes);
    }

    static double[] numbers(SplittableRandom r, int count) {
        var numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = r.nextGaussian();
        }
        return numbers;
    }

    /** The rows {@code [from, to)}. */
    static Samples part(Samples s, int from, int to) {
        var rows = new int[to - from];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = from + i;
        }
        return s.subset(rows);
    }
}
