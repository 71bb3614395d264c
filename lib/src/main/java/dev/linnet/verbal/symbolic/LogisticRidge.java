package dev.linnet.verbal.symbolic;

import java.util.Optional;

/** Logistic regression with a ridge on all weights but the last, by Newton's method with halved steps. */
final class LogisticRidge {
    private static final double RIDGE = 0.01;

    private LogisticRidge() {}

    /**
     * The c that makes sum_i w_i ln(1 + exp(-s_i z_i)) + RIDGE / 2 |c|^2 least, z_i = sum_j rows_ij c_j, and s_i = 1 for label 1 and -1 for label 0; the
     * last column is the bias.
     */
    static Optional<double[]> fit(double[][] rows, int[] labels, double[] w) {
        int k = rows[0].length;
        double[] c = new double[k];
        double loss = loss(rows, labels, w, c);
        for (int step = 0; step < 60; step++) {
            Optional<double[]> direction = LeastSquares.solve(newton(rows, labels, w, c));
            if (direction.isEmpty()) {
                return Optional.empty();
            }
            double share = 1;
            double[] next;
            double nextLoss;
            do {
                next = new double[k];
                for (int a = 0; a < k; a++) {
                    next[a] = c[a] - share * direction.get()[a];
                }
                nextLoss = loss(rows, labels, w, next);
                share /= 2;
            } while (!(nextLoss <= loss) && share > 1e-6);
            if (!(nextLoss <= loss)) {
                break;
            }
            boolean done = loss - nextLoss < 1e-10;
            c = next;
            loss = nextLoss;
            if (done) {
                break;
            }
        }
        return Optional.of(c);
    }

    private static double ridge(int a, int k) {
        return a == k - 1 ? 1e-6 : RIDGE;
    }

    private static double margin(double[] row, int label, double[] c) {
        double z = 0;
        for (int a = 0; a < c.length; a++) {
            z += row[a] * c[a];
        }
        return label == 1 ? z : -z;
    }

    private static double loss(double[][] rows, int[] labels, double[] w, double[] c) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double m = margin(rows[i], labels[i], c);
            sum += w[i] * (m > 0 ? Math.log1p(Math.exp(-m)) : Math.log1p(Math.exp(m)) - m);
        }
        for (int a = 0; a < c.length; a++) {
            sum += ridge(a, c.length) / 2 * c[a] * c[a];
        }
        return sum;
    }

    /** Hessian and gradient as equations of the step. */
    private static double[][] newton(double[][] rows, int[] labels, double[] w, double[] c) {
        int k = c.length;
        double[][] equations = new double[k][k + 1];
        for (int i = 0; i < rows.length; i++) {
            double p = 1 / (1 + Math.exp(margin(rows[i], labels[i], c))); // of being wrong
            double slope = (labels[i] == 1 ? -1 : 1) * w[i] * p;
            double curvature = w[i] * p * (1 - p);
            for (int a = 0; a < k; a++) {
                for (int b = 0; b < k; b++) {
                    equations[a][b] += curvature * rows[i][a] * rows[i][b];
                }
                equations[a][k] += slope * rows[i][a];
            }
        }
        for (int a = 0; a < k; a++) {
            equations[a][a] += ridge(a, k);
            equations[a][k] += ridge(a, k) * c[a];
        }
        return equations;
    }
}
