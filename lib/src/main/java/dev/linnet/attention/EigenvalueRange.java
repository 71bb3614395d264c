package dev.linnet.attention;

/**
 * The one switch of "Unlocking State-Tracking in Linear RNNs Through Negative Eigenvalues" (arXiv 2411.12537): whether a
 * transition may have negative eigenvalues.
 *
 * <p>With z a projection of the token: a delta rule's strength is β = {@code strengthScale} sigmoid(z), so its transition
 * I - β k k^T has the eigenvalue 1 - β; a diagonal gate is a = {@code gateScale} sigmoid(z) + {@code gateShift}.
 */
public enum EigenvalueRange {
    /** Eigenvalues in [0, 1]: β = sigmoid(z), a = sigmoid(z). */
    NON_NEGATIVE(1f, 1f, 0f, "[0, 1]"),
    /** Eigenvalues in [-1, 1]: β = 2 sigmoid(z), a = 2 sigmoid(z) - 1. */
    SIGNED(2f, 2f, -1f, "[-1, 1]");

    private final float strengthScale;
    private final float gateScale;
    private final float gateShift;
    private final String interval;

    EigenvalueRange(float strengthScale, float gateScale, float gateShift, String interval) {
        this.strengthScale = strengthScale;
        this.gateScale = gateScale;
        this.gateShift = gateShift;
        this.interval = interval;
    }

    /** The largest β of a delta rule. */
    public float strengthScale() {
        return strengthScale;
    }

    /** The width of the interval of a diagonal gate. */
    public float gateScale() {
        return gateScale;
    }

    /** The lower end of the interval of a diagonal gate. */
    public float gateShift() {
        return gateShift;
    }

    /** The interval as the papers write it. */
    @Override
    public String toString() {
        return interval;
    }
}
