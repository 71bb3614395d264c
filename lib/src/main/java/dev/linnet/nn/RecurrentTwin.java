package dev.linnet.nn;

import java.util.Arrays;

/** Two recurrent layers of {@link MixerTwin}, one head of one sequence, as the equations stand. */
final class RecurrentTwin {
    private RecurrentTwin() {}

    /**
     * {@link ScalarMemoryMixer} without the stabiliser.
     *
     * @param z W x + b, {@code [T][4 width]}
     * @param r R, {@code [4 width][width]}
     * @return the state after each token: c, n and h, {@code [T][3 width]}
     */
    static double[][] scalarMemory(double[][] z, double[] r, int width) {
        double[][] states = new double[z.length][];
        double[] h = new double[width];
        double[] c = new double[width];
        double[] n = new double[width];
        for (int t = 0; t < z.length; t++) {
            for (int row = 0; t > 0 && row < 4 * width; row++) {
                for (int j = 0; j < width; j++) {
                    z[t][row] += r[row * width + j] * h[j];
                }
            }
            for (int i = 0; i < width; i++) {
                double in = Math.exp(z[t][i]);
                double forget = TwinLayers.sigmoid(z[t][width + i]);
                c[i] = forget * c[i] + in * Math.tanh(z[t][2 * width + i]);
                n[i] = forget * n[i] + in;
                h[i] = TwinLayers.sigmoid(z[t][3 * width + i]) * c[i] / n[i];
            }
            states[t] = Arrays.copyOf(c, 3 * width);
            System.arraycopy(n, 0, states[t], width, width);
            System.arraycopy(h, 0, states[t], 2 * width, width);
        }
        return states;
    }

    /** The matrix {@code [width][width]} of one head and token of a {@link DenseMixer}. */
    static double[][] matrix(double[] entries, int head, int width) {
        double[][] matrix = new double[width][width];
        for (int i = 0; i < width; i++) {
            System.arraycopy(entries, (head * width + i) * width, matrix[i], 0, width);
        }
        return matrix;
    }

    /**
     * One step of a {@link DenseMixer}: A h + v.
     *
     * @param previous h, or null for zero
     */
    static double[] step(double[][] matrix, double[] previous, double[] written) {
        double[] next = written.clone();
        for (int i = 0; previous != null && i < next.length; i++) {
            for (int j = 0; j < next.length; j++) {
                next[i] += matrix[i][j] * previous[j];
            }
        }
        return next;
    }
}
