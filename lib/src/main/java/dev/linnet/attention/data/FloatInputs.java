package dev.linnet.attention.data;

/**
 * Inputs of an operator in single precision. An array that the rule does not use is empty.
 *
 * @param layout       how the rows lie
 * @param q            queries {@code [batch][head][time][key]}
 * @param k            keys {@code [batch][head][time * writes][key]}: the writes of one step follow each other
 * @param v            values {@code [batch][head][time * writes][value]}
 * @param logDecay     log forget gates {@code [batch][head][time]} or {@code [batch][head][time][key]}, at most 0
 * @param beta         write strengths {@code [batch][head][time * writes]}
 * @param initialState {@code [sequence][head][key][value]}, row-major; empty for a zero state
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are the data; they are shared, never copied
public record FloatInputs(Layout layout, float[] q, float[] k, float[] v, float[] logDecay, float[] beta,
        float[] initialState) {
    private static final float[] NONE = new float[0];

    /** Queries, keys and values only, from a zero state. */
    public static FloatInputs of(Layout layout, float[] q, float[] k, float[] v) {
        return new FloatInputs(layout, q, k, v, NONE, NONE, NONE);
    }

    public FloatInputs withLogDecay(float[] newLogDecay) {
        return new FloatInputs(layout, q, k, v, newLogDecay, beta, initialState);
    }

    public FloatInputs withBeta(float[] newBeta) {
        return new FloatInputs(layout, q, k, v, logDecay, newBeta, initialState);
    }

    public FloatInputs withInitialState(float[] newInitialState) {
        return new FloatInputs(layout, q, k, v, logDecay, beta, newInitialState);
    }

    /** The same inputs in double precision. */
    public DoubleInputs toDouble() {
        return new DoubleInputs(layout, widen(q), widen(k), widen(v), widen(logDecay), widen(beta),
                widen(initialState));
    }

    private static double[] widen(float[] a) {
        var wide = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            wide[i] = a[i];
        }
        return wide;
    }
}
