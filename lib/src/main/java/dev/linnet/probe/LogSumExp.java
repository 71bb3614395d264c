package dev.linnet.probe;

/** Sums of exponentials that neither overflow nor vanish. */
final class LogSumExp {
    private LogSumExp() {}

    /** {@code ln sum_k exp(x[from + k])} over {@code n} numbers: the highest is taken out first. */
    static double of(double[] x, int from, int n) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < n; k++) {
            highest = Math.max(highest, x[from + k]);
        }
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += Math.exp(x[from + k] - highest);
        }
        return highest + Math.log(sum);
    }

    /** Replaces each row of {@code width} numbers by its softmax. */
    static void softmaxRows(double[] x, int width) {
        for (int from = 0; from < x.length; from += width) {
            double all = of(x, from, width);
            for (int k = 0; k < width; k++) {
                x[from + k] = Math.exp(x[from + k] - all);
            }
        }
    }
}
