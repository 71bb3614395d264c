package dev.linnet.verbal.symbolic;

import java.util.Optional;

/** Weighted linear least squares by its normal equations. */
final class LeastSquares {
    private LeastSquares() {}

    /**
     * The c that makes sum_i w_i (sum_j rows_ij c_j - y_i)^2 + sum_j ridge_j c_j^2 least; nothing where there is no single one.
     */
    static Optional<double[]> fit(double[][] rows, double[] y, double[] w, double[] ridge) {
        int k = ridge.length;
        double[][] normal = new double[k][k + 1];
        for (int i = 0; i < y.length; i++) {
            for (int a = 0; a < k; a++) {
                for (int b = 0; b < k; b++) {
                    normal[a][b] += w[i] * rows[i][a] * rows[i][b];
                }
                normal[a][k] += w[i] * rows[i][a] * y[i];
            }
        }
        for (int a = 0; a < k; a++) {
            normal[a][a] += ridge[a];
        }
        return solve(normal);
    }

    /** The solution of equations, right sides last in each row; nothing where they have no single one. */
    static Optional<double[]> solve(double[][] equations) {
        int k = equations.length;
        double[] scale = new double[k];
        for (int a = 0; a < k; a++) {
            scale[a] = Math.abs(equations[a][a]);
        }
        for (int column = 0; column < k; column++) {
            int pivot = column;
            for (int row = column + 1; row < k; row++) {
                if (Math.abs(equations[row][column]) > Math.abs(equations[pivot][column])) {
                    pivot = row;
                }
            }
            if (!(Math.abs(equations[pivot][column]) > 1e-10 * scale[column])) {
                return Optional.empty();
            }
            double[] moved = equations[pivot];
            equations[pivot] = equations[column];
            equations[column] = moved;
            for (int row = 0; row < k; row++) {
                if (row != column) {
                    double factor = equations[row][column] / moved[column];
                    for (int c = column; c <= k; c++) {
                        equations[row][c] -= factor * moved[c];
                    }
                }
            }
        }
        double[] solution = new double[k];
        for (int a = 0; a < k; a++) {
            solution[a] = equations[a][k] / equations[a][a];
        }
        return Optional.of(solution);
    }
}
