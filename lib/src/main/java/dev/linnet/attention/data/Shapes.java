package dev.linnet.attention.data;

/** Checks that the arrays of an operator's inputs have the lengths which its rule and layout ask for. */
public final class Shapes {
    private Shapes() {}

    /**
     * Checks the lengths of all inputs.
     *
     * @param stateColumns columns of a state, the value width for most rules; 0 for a rule without a state
     * @throws IllegalArgumentException naming the array that does not fit, and all shapes
     */
    public static void check(StateRule rule, int stateColumns, FloatInputs in) {
        new Expected(rule, stateColumns, in.layout()).compare(in.q().length, in.k().length, in.v().length,
                in.logDecay().length,
                in.beta().length, in.initialState().length);
    }

    /** The same for double precision. */
    public static void check(StateRule rule, int stateColumns, DoubleInputs in) {
        new Expected(rule, stateColumns, in.layout()).compare(in.q().length, in.k().length, in.v().length,
                in.logDecay().length,
                in.beta().length, in.initialState().length);
    }

    /**
     * Checks the gradient that comes from the outputs.
     *
     * @param finalState length of the gradient of the final state; 0 stands for a loss that does not look at it
     */
    public static void checkGradients(Layout layout, int stateColumns, int o, int finalState) {
        long rows = layout.rows() * layout.valueDim();
        if (o != rows) {
            throw new IllegalArgumentException(
                    "The gradient of o has " + o + " numbers; the layout " + layout + " needs " + rows
                            + " ([batch][head][time][value]).");
        }
        long states = (long) layout.states() * layout.keyDim() * stateColumns;
        if (finalState != 0 && finalState != states) {
            throw new IllegalArgumentException(
                    "The gradient of the final state has " + finalState + " numbers; the layout " + layout
                            + " needs " + states + " ([sequence][head][key][value]) or none.");
        }
    }

    private record Expected(StateRule rule, int stateColumns, Layout layout) {
        void compare(int q, int k, int v, int logDecay, int beta, int initialState) {
            if (rule.gate() == Gate.FIXED && rule.logDecay().size() != layout.heads()) {
                throw new IllegalArgumentException(
                        "The rule has fixed decays for " + rule.logDecay().size() + " heads, the layout "
                                + layout + " has " + layout.heads() + ": give one decay per head.");
            }
            String all = "q " + q + ", k " + k + ", v " + v + ", logDecay " + logDecay + ", beta " + beta
                    + ", initialState "
                    + initialState;
            long rows = layout.rows();
            long writes = rows * rule.writes();
            String w = rule.writes() == 1 ? "" : "*" + rule.writes();
            exact("q", q, rows * layout.keyDim(), "[batch][head][time][key]", all);
            exact("k", k, writes * layout.keyDim(), "[batch][head][time" + w + "][key]", all);
            exact("v", v, writes * layout.valueDim(), "[batch][head][time" + w + "][value]", all);
            String gates = switch (rule.gate()) {
                case NONE, FIXED -> "none: this rule takes no gates";
                case SCALAR -> "[batch][head][time]";
                case CHANNEL -> "[batch][head][time][key]";
            };
            exact("logDecay", logDecay, rows * rule.gatesPerStep(layout.keyDim()), gates, all);
            exact("beta", beta, rule.delta() ? writes : 0,
                    rule.delta() ? "[batch][head][time" + w + "]" : "none: this rule takes no write strengths", all);
            if (initialState != 0) {
                exact("initialState", initialState, (long) layout.states() * layout.keyDim() * stateColumns,
                        stateColumns == 0
                                ? "none: this rule has no state"
                                : "[sequence][head][key][" + stateColumns + "]",
                        all);
            }
        }

        private void exact(String name, int length, long expected, String shape, String all) {
            if (expected > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        name + " of the layout " + layout + " would be " + expected + " numbers ("
                                + expected * Float.BYTES
                                + " bytes in float), more than one Java array holds: split the batch or the sequence.");
            }
            if (length != expected) {
                throw new IllegalArgumentException(
                        name + " has " + length + " numbers; the layout " + layout + " needs " + expected
                                + " (" + shape + "). Lengths of all inputs: " + all + ".");
            }
        }
    }
}
