package dev.linnet.statetracking;

/**
 * One micro-step of the delta rule: S &lt;- (I - β k k^T) S + β k v^T.
 *
 * @param key   k, of size K, of unit length
 * @param value v, of size V
 * @param beta  β in [0, 2]; 2 with v = 0 reflects S in the plane orthogonal to k
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record HouseholderStep(double[] key, double[] value, double beta) {
    public HouseholderStep {
        if (!(beta >= 0 && beta <= 2)) {
            throw new IllegalArgumentException("beta is " + beta + "; it must be in [0, 2].");
        }
    }

    /** A reflection that writes nothing: β = 2, v = 0. */
    public static HouseholderStep reflection(int valueWidth, double... key) {
        return new HouseholderStep(key, new double[valueWidth], 2);
    }

    /** A micro-step that changes nothing: β = 0. */
    public static HouseholderStep nothing(int keyWidth, int valueWidth) {
        double[] key = new double[keyWidth];
        key[0] = 1;
        return new HouseholderStep(key, new double[valueWidth], 0);
    }

    /** Writes {@code value} to the key e_i, replacing what was there: β = 1. */
    public static HouseholderStep write(int keyWidth, int i, double... value) {
        double[] key = new double[keyWidth];
        key[i] = 1;
        return new HouseholderStep(key, value, 1);
    }
}
