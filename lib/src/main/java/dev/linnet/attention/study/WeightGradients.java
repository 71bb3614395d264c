package dev.linnet.attention.study;

/**
 * How strongly outputs of attention answer to a change of one score, by the derivatives written out.
 *
 * <p>Source: arXiv 2210.10340, section 4.1.
 */
public final class WeightGradients {
    private WeightGradients() {}

    /** dp_j / ds_k of p = exp(s) / sum exp(s): 1{j=k} p_j - p_j p_k, of magnitude 1/4 at most. */
    public static double[][] softmax(double[] s) {
        double largest = java.util.Arrays.stream(s).max().orElse(0);
        return jacobian(java.util.Arrays.stream(s).map(x -> Math.exp(x - largest)).toArray(), ones(s.length));
    }

    /**
     * dp_j / ds_k of p = s / sum s, the weights of linear attention with a denominator: (1{j=k} p_j - p_j p_k) / s_k, without a bound
     * where s falls to 0.
     *
     * @param s positive scores phi(q) phi(k)
     */
    public static double[][] linear(double[] s) {
        for (double x : s) {
            if (!(x > 0)) {
                throw new IllegalArgumentException("A score is " + x + "; those of a denominator must be above 0.");
            }
        }
        return jacobian(s, java.util.Arrays.stream(s).map(x -> 1 / x).toArray());
    }

    private static double[] ones(int n) {
        var ones = new double[n];
        java.util.Arrays.fill(ones, 1);
        return ones;
    }

    /** (f'/f)(s_k) (1{j=k} p_j - p_j p_k) with p = f / sum f. */
    private static double[][] jacobian(double[] f, double[] logSlope) {
        double sum = java.util.Arrays.stream(f).sum();
        var derivatives = new double[f.length][f.length];
        for (int j = 0; j < f.length; j++) {
            for (int k = 0; k < f.length; k++) {
                double p = f[j] / sum;
                derivatives[j][k] = logSlope[k] * ((j == k ? p : 0) - p * f[k] / sum);
            }
        }
        return derivatives;
    }

    /** do_j / dt_k of o = t / sqrt(mean(t^2) + epsilon): [1{j=k} - t_j t_k / (d s^2)] / s, of magnitude 1/sqrt(epsilon) at most. */
    public static double[][] rmsNorm(double[] t, double epsilon) {
        double meanSquare = java.util.Arrays.stream(t).map(x -> x * x).sum() / t.length;
        double s = Math.sqrt(meanSquare + epsilon);
        var derivatives = new double[t.length][t.length];
        for (int j = 0; j < t.length; j++) {
            for (int k = 0; k < t.length; k++) {
                derivatives[j][k] = ((j == k ? 1 : 0) - t[j] * t[k] / (t.length * s * s)) / s;
            }
        }
        return derivatives;
    }

    /**
     * dL / ds_j of one row of NormAttention, t = sum over j of s_j v_j and o = RMSNorm(t).
     *
     * @param s       scores of the row
     * @param v       values, one for each score
     * @param dOutput dL / do
     */
    public static double[] normAttention(double[] s, double[][] v, double[] dOutput, double epsilon) {
        int d = dOutput.length;
        var t = new double[d];
        for (int j = 0; j < s.length; j++) {
            for (int c = 0; c < d; c++) {
                t[c] += s[j] * v[j][c];
            }
        }
        double[][] slope = rmsNorm(t, epsilon);
        var dScores = new double[s.length];
        for (int j = 0; j < s.length; j++) {
            for (int c = 0; c < d; c++) {
                for (int o = 0; o < d; o++) {
                    dScores[j] += dOutput[o] * slope[o][c] * v[j][c];
                }
            }
        }
        return dScores;
    }

    /** The largest magnitude. */
    public static double largest(double[][] derivatives) {
        double largest = 0;
        for (double[] row : derivatives) {
            for (double x : row) {
                largest = Math.max(largest, Math.abs(x));
            }
        }
        return largest;
    }
}
