package dev.linnet.attention.study;

/**
 * One chunk of the delta rule as matrices, in double precision and written as the paper derives it: with strictly lower
 * A = tril(diag(beta) K K^T, -1) and M = (I + A)^-1,
 *
 * <pre>
 *     W = M diag(beta) K      U = M diag(beta) V
 *     product of the chunk's transitions = I - K^T W          state from S_0 = 0:  K^T U
 *     O = Q S_0 + tril(Q K^T)(U - W S_0)                      S = S_0 + K^T (U - W S_0)
 * </pre>
 *
 * <p>Source: arXiv 2406.06484, section 3 (WY representation, UT transform).
 *
 * @param k keys, C x K
 * @param A strictly lower, C x C
 * @param M unit lower, C x C
 * @param W C x K
 * @param U C x V
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record WyChunk(double[][] k, double[][] A, double[][] M, double[][] W, double[][] U) {
    /** The matrices of a chunk with these keys, values and strengths, a row or number for each step. */
    public static WyChunk of(double[][] k, double[][] v, double[] beta) {
        if (k.length != v.length || k.length != beta.length || k.length == 0) {
            throw new IllegalArgumentException(
                    "There are %d keys, %d values and %d strengths; a chunk has at least one "
                            .formatted(k.length, v.length, beta.length) + "step, and each step has one of each.");
        }
        double[][] A = lower(k, beta);
        double[][] M = inverse(A);
        return new WyChunk(k, A, M, Matrices.multiply(M, scaled(k, beta)), Matrices.multiply(M, scaled(v, beta)));
    }

    /** tril(diag(beta) K K^T, -1). */
    static double[][] lower(double[][] k, double[] beta) {
        double[][] A = Matrices.multiply(k, Matrices.transpose(k));
        for (int r = 0; r < A.length; r++) {
            for (int s = 0; s < A.length; s++) {
                A[r][s] = s < r ? beta[r] * A[r][s] : 0;
            }
        }
        return A;
    }

    /** (I + A)^-1 by forward substitution. */
    private static double[][] inverse(double[][] A) {
        double[][] M = Matrices.identity(A.length);
        for (int r = 0; r < A.length; r++) {
            for (int i = 0; i < r; i++) {
                for (int s = 0; s <= i; s++) {
                    M[r][s] -= A[r][i] * M[i][s];
                }
            }
        }
        return M;
    }

    private static double[][] scaled(double[][] rows, double[] factors) {
        var scaled = new double[rows.length][rows[0].length];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < rows[r].length; i++) {
                scaled[r][i] = factors[r] * rows[r][i];
            }
        }
        return scaled;
    }

    /** I - K^T W: what the whole chunk does to the state it finds. */
    public double[][] transition() {
        return Matrices.subtract(Matrices.identity(k[0].length), Matrices.multiply(Matrices.transpose(k), W));
    }

    /** K^T U: the state that the chunk makes of nothing. */
    public double[][] contribution() {
        return Matrices.multiply(Matrices.transpose(k), U);
    }

    /** The state after the chunk. */
    public double[][] state(double[][] before) {
        return Matrices.add(Matrices.multiply(transition(), before), contribution());
    }

    /** The outputs, C x V, for (scaled) queries and the state before the chunk. */
    public double[][] outputs(double[][] q, double[][] before) {
        double[][] corrected = Matrices.subtract(U, Matrices.multiply(W, before));
        double[][] P = Matrices.multiply(q, Matrices.transpose(k));
        for (int r = 0; r < P.length; r++) {
            for (int s = r + 1; s < P.length; s++) {
                P[r][s] = 0;
            }
        }
        return Matrices.add(Matrices.multiply(q, before), Matrices.multiply(P, corrected));
    }
}
