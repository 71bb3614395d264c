package dev.linnet.attention.data;

/** The checks of the strict mode, which look at every number: for finding the step at which a model went wrong. */
public final class StrictCheck {
    private StrictCheck() {}

    /**
     * Looks at every number of the inputs.
     *
     * @param maxBeta largest write strength that the rule allows
     * @throws IllegalArgumentException at the first NaN or infinity (a log gate may be negative infinity), positive log gate, write
     *         strength outside [0, maxBeta], or key of the delta rule whose length is not 1 within 1e-3
     */
    public static void check(StateRule rule, double maxBeta, FloatInputs in) {
        Layout layout = in.layout();
        finite("q", in.q(), layout.keyDim());
        finite("k", in.k(), layout.keyDim());
        finite("v", in.v(), layout.valueDim());
        finite("initialState", in.initialState(), layout.keyDim());
        for (int i = 0; i < in.logDecay().length; i++) {
            float g = in.logDecay()[i];
            if (!(g <= 0)) {
                throw bad("logDecay", i, g, Math.max(1, rule.gatesPerStep(layout.keyDim())),
                        "a log gate is at most 0 (a gate in [0, 1])");
            }
        }
        for (int i = 0; i < in.beta().length; i++) {
            float b = in.beta()[i];
            if (!(b >= 0 && b <= maxBeta)) {
                throw bad("beta", i, b, 1, "this rule's write strengths lie in [0, " + maxBeta + "]");
            }
        }
        if (rule.delta()) {
            unitKeys(in.k(), in.beta(), layout.keyDim());
        }
    }

    private static void unitKeys(float[] k, float[] beta, int keyDim) {
        for (int row = 0; row < beta.length; row++) {
            double sum = 0;
            for (int i = 0; i < keyDim; i++) {
                double x = k[row * keyDim + i];
                sum += x * x;
            }
            double norm = Math.sqrt(sum);
            if (beta[row] != 0 && Math.abs(norm - 1) > 1e-3) {
                throw new IllegalArgumentException(
                        "k, row " + row + " (counted over batch, heads and time), has length " + norm
                                + "; keys of the delta rule have length 1: divide each by its norm.");
            }
        }
    }

    private static void finite(String name, float[] a, int dim) {
        for (int i = 0; i < a.length; i++) {
            if (!Float.isFinite(a[i])) {
                throw bad(name, i, a[i], dim, "inputs must be finite");
            }
        }
    }

    private static IllegalArgumentException bad(String name, int index, float value, int dim, String rule) {
        return new IllegalArgumentException(
                name + "[" + index + "] (row " + index / dim + " counted over batch, heads and time, column "
                        + index % dim + ") is " + value + "; " + rule + ".");
    }
}
