package dev.linnet.statetracking;

import java.util.Arrays;

/**
 * A state S {@code [K][V]} driven by delta-rule micro-steps S &lt;- S + k (β (v - S^T k))^T; in float and below every operation is rounded
 * to float, and below float keys, values and state are rounded to the format as well.
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
        switch (precision) {
            case DOUBLE -> inDouble(step.key(), step.value(), step.beta());
            case FLOAT -> inFloat(step.key(), step.value(), (float) step.beta());
            case FLOAT16, BFLOAT16 -> {
                inFloat(rounded(step.key()), rounded(step.value()), (float) precision.round(step.beta()));
                Arrays.setAll(s, i -> precision.round(s[i]));
            }
        }
    }

    private double[] rounded(double[] x) {
        return Arrays.stream(x).map(precision::round).toArray();
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
