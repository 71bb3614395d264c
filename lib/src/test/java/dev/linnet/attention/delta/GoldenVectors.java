package dev.linnet.attention.delta;

/** The inputs of the golden vectors: eight steps, keys of width 3, values of width 2, from closed formulas. */
final class GoldenVectors {
    static final int STEPS = 8;
    final double[][] q = new double[STEPS][3];
    final double[][] k = new double[STEPS][3];
    final double[][] v = new double[STEPS][2];
    final double[] beta = new double[STEPS];
    final double[][] s0 = new double[3][2];
    final double[][] dO = new double[STEPS][2];
    final double[][] dS = new double[3][2];

    GoldenVectors() {
        for (int t = 0; t < STEPS; t++) {
            double norm = 0;
            for (int i = 0; i < 3; i++) {
                q[t][i] = Math.sin(0.7 * t + 1.3 * i + 0.1);
                k[t][i] = Math.cos(0.5 * t - 0.9 * i + 0.2);
                norm += k[t][i] * k[t][i];
            }
            for (int i = 0; i < 3; i++) {
                k[t][i] /= Math.sqrt(norm);
            }
            for (int j = 0; j < 2; j++) {
                v[t][j] = Math.sin(1.1 * t - 0.6 * j + 0.3);
                dO[t][j] = Math.cos(0.3 * t + 0.8 * j);
            }
            beta[t] = 1 + 0.9 * Math.sin(0.4 * t + 0.5);
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 2; j++) {
                s0[i][j] = 0.1 * (i + 1) - 0.2 * j;
                dS[i][j] = 0.05 * (i - j);
            }
        }
    }
}
