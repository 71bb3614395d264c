package dev.linnet.attention.study;

/**
 * Two ways to (I + A)^-1 in single precision for a strictly lower triangular A; exactly the same on paper.
 */
public enum UnitLowerInverse {
    /** Row by row: M_r = e_r - sum over i &lt; r of A_ri M_i. */
    SUBSTITUTION {
        @Override
        public float[][] of(float[][] A) {
            float[][] M = identity(A.length);
            for (int r = 0; r < A.length; r++) {
                for (int i = 0; i < r; i++) {
                    for (int s = 0; s <= i; s++) {
                        M[r][s] -= A[r][i] * M[i][s];
                    }
                }
            }
            return M;
        }
    },
    /**
     * (I - A)(I + A^2)(I + A^4)(I + A^8) ...: log C products of matrices, all of them fit for a GPU. The powers of A grow before they
     * vanish, and their rounding errors stay.
     */
    LOG_DEPTH {
        @Override
        public float[][] of(float[][] A) {
            float[][] M = identity(A.length);
            float[][] power = new float[A.length][A.length];
            for (int r = 0; r < A.length; r++) {
                for (int s = 0; s < A.length; s++) {
                    power[r][s] = -A[r][s];
                }
            }
            for (int reach = 1; reach < A.length; reach *= 2) {
                float[][] product = multiply(M, power);
                for (int r = 0; r < A.length; r++) {
                    for (int s = 0; s < A.length; s++) {
                        M[r][s] += product[r][s];
                    }
                }
                power = multiply(power, power);
            }
            return M;
        }
    };

    /** (I + A)^-1. */
    public abstract float[][] of(float[][] A);

    /**
     * The outputs of one chunk of the delta rule from a zero state, in single precision, with this inverse: tril(Q K^T) M diag(beta) V.
     *
     * @param q scaled queries, C x K
     */
    public float[][] outputs(float[][] q, float[][] k, float[][] v, float[] beta) {
        int C = k.length;
        var A = new float[C][C];
        var P = new float[C][C];
        for (int r = 0; r < C; r++) {
            for (int s = 0; s <= r; s++) {
                P[r][s] = dot(q[r], k[s]);
                A[r][s] = s < r ? beta[r] * dot(k[r], k[s]) : 0;
            }
        }
        var contents = new float[C][v[0].length];
        for (int r = 0; r < C; r++) {
            for (int j = 0; j < v[r].length; j++) {
                contents[r][j] = beta[r] * v[r][j];
            }
        }
        return multiply(P, multiply(of(A), contents));
    }

    private static float dot(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static float[][] identity(int n) {
        var identity = new float[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }

    private static float[][] multiply(float[][] a, float[][] b) {
        var product = new float[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }
}
