package dev.linnet.attention;

import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Layout;

/** The inputs of the specification's golden vectors (linear-attention core, section 8): T = 8, K = 3, V = 2, scale 1. */
final class GoldenVectors {
    static final int T = 8;
    static final int K = 3;
    static final int V = 2;
    static final double[] Q = new double[T * K];
    static final double[] RAW_K = new double[T * K];
    static final double[] UNIT_K = new double[T * K];
    static final double[] VALUES = new double[T * V];
    static final double[] BETA = new double[T];
    static final double[] SCALAR_GATES = new double[T];
    static final double[] CHANNEL_GATES = new double[T * K];
    static final double[] S0 = new double[K * V];
    static final double[] DO = new double[T * V];
    static final double[] DS = new double[K * V];

    static {
        for (int t = 0; t < T; t++) {
            double norm = 0;
            for (int i = 0; i < K; i++) {
                Q[t * K + i] = Math.sin(0.7 * t + 1.3 * i + 0.1);
                RAW_K[t * K + i] = Math.cos(0.5 * t - 0.9 * i + 0.2);
                norm += RAW_K[t * K + i] * RAW_K[t * K + i];
                CHANNEL_GATES[t * K + i] = -0.05 * (1 + t % 3) - 0.02 * i;
            }
            for (int i = 0; i < K; i++) {
                UNIT_K[t * K + i] = RAW_K[t * K + i] / Math.sqrt(norm);
            }
            for (int j = 0; j < V; j++) {
                VALUES[t * V + j] = Math.sin(1.1 * t - 0.6 * j + 0.3);
                DO[t * V + j] = Math.cos(0.3 * t + 0.8 * j);
            }
            BETA[t] = 1 + 0.9 * Math.sin(0.4 * t + 0.5);
            SCALAR_GATES[t] = -0.05 * (1 + t % 3);
        }
        for (int i = 0; i < K; i++) {
            for (int j = 0; j < V; j++) {
                S0[i * V + j] = 0.1 * (i + 1) - 0.2 * j;
                DS[i * V + j] = 0.05 * (i - j);
            }
        }
    }

    private GoldenVectors() {}

    static DoubleInputs inputs(double[] keys) {
        return DoubleInputs.of(Layout.of(1, 1, T, K, V), Q, keys, VALUES).withInitialState(S0);
    }

    /** sum dO o + sum dS S_T */
    static double loss(double[] o, double[] finalState) {
        double loss = 0;
        for (int i = 0; i < o.length; i++) {
            loss += DO[i] * o[i];
        }
        for (int i = 0; i < finalState.length; i++) {
            loss += DS[i] * finalState[i];
        }
        return loss;
    }

    static double[] row(double[] a, int row, int width) {
        return java.util.Arrays.copyOfRange(a, row * width, (row + 1) * width);
    }
}
