package dev.linnet.statetracking;

/**
 * A state S {@code [K][V]} driven by delta-rule micro-steps S &lt;- S + k (β (v - S^T k))^T in float or in double; in float every
 * operation is rounded to float.
 */
final class HouseholderState {
    private final int valueWidth;
    private final Precision precision;
    private final double[] s;

    HouseholderState(int keyWidth, int valueWidth, Precision precision) {
        this.valueWidth = valueWidth;
        this.precision = precision;
        s = new double[keyWidth * valueWidth];
    }

    /** One micro-step. */
    void step(HouseholderStep step) {
        if (precision == Precision.DOUBLE) {
            inDouble(step.key(), step.value(), step.beta());
        } else {
            inFloat(step.key(), step.value(), (float) step.beta());
        }
    }

    private void inDouble(double[] k, double[] v, double beta) {
        for (int j = 0; j < valueWidth; j++) {
            double recalled = 0;
            for (int i = 0; i < k.length; i++) {
                recalled += k[i] * s[i * valueWidth + j];
            }
            double write = beta * (v[j] - recalled);
            for (int i = 0; i < k.length; i++) {
                s[i * valueWidth + j] += k[i] * write;
            }
        }
    }

    private void inFloat(double[] k, double[] v, float beta) {
        for (int j = 0; j < valueWidth; j++) {
            float recalled = 0;
            for (int i = 0; i < k.length; i++) {
                recalled += (float) k[i] * (float) s[i * valueWidth + j];
            }
            float write = beta * ((float) v[j] - recalled);
            for (int i = 0; i < k.length; i++) {
                float old = (float) s[i * valueWidth + j];
                s[i * valueWidth + j] = old + (float) k[i] * write;
            }
        }
    }

    /** The state, row-major {@code [K][V]}; live. */
    double[] values() {
        return s;
    }
}
