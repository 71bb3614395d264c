package dev.linnet.attention.data;

/**
 * Inputs of an operator in double precision. An array that the rule does not use is empty.
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
public record DoubleInputs(Layout layout, double[] q, double[] k, double[] v, double[] logDecay, double[] beta,
        double[] initialState) {
    private static final double[] NONE = new double[0];

    /** Queries, keys and values only, from a zero state. */
    public static DoubleInputs of(Layout layout, double[] q, double[] k, double[] v) {
        return new DoubleInputs(layout, q, k, v, NONE, NONE, NONE);
    }

    public DoubleInputs withLogDecay(double[] newLogDecay) {
        return new DoubleInputs(layout, q, k, v, newLogDecay, beta, initialState);
    }

    public DoubleInputs withBeta(double[] newBeta) {
        return new DoubleInputs(layout, q, k, v, logDecay, newBeta, initialState);
    }

    public DoubleInputs withInitialState(double[] newInitialState) {
        return new DoubleInputs(layout, q, k, v, logDecay, beta, newInitialState);
    }
}
