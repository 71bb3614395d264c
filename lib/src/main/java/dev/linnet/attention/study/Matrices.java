package dev.linnet.attention.study;

/** Small dense matrices in double precision, row by row. */
public final class Matrices {
    private Matrices() {}

    public static double[][] identity(int n) {
        var identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    public static double[][] transpose(double[][] a) {
        var transposed = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                transposed[j][i] = a[i][j];
            }
        }
        return transposed;
    }

    /**
     * The product a b.
     *
     * @throws IllegalArgumentException if a has not as many columns as b has rows
     */
    public static double[][] multiply(double[][] a, double[][] b) {
        if (a[0].length != b.length) {
            throw new IllegalArgumentException("%d x %d and %d x %d matrices have no product.".formatted(a.length,
                    a[0].length, b.length, b[0].length));
        }
        var product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    public static double[][] add(double[][] a, double[][] b) {
        return combine(a, b, 1);
    }

    public static double[][] subtract(double[][] a, double[][] b) {
        return combine(a, b, -1);
    }

    private static double[][] combine(double[][] a, double[][] b, double factor) {
        if (a.length != b.length || a[0].length != b[0].length) {
            throw new IllegalArgumentException("%d x %d and %d x %d matrices have no sum.".formatted(a.length,
                    a[0].length, b.length, b[0].length));
        }
        var sum = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                sum[i][j] = a[i][j] + factor * b[i][j];
            }
        }
        return sum;
    }

    /** The largest difference between two numbers at the same place; NaN where one is not a number. */
    public static double largestDifference(double[][] a, double[][] b) {
        double largest = 0;
        for (double[] row : subtract(a, b)) {
            for (double x : row) {
                largest = Math.max(largest, Math.abs(x));
            }
        }
        return largest;
    }
}
