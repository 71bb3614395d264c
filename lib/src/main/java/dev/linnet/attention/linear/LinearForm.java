package dev.linnet.attention.linear;

/**
 * What a linear attention does around the recurrence of its state.
 *
 * @param featureMap applied to queries and keys, before the scale
 * @param norm       applied to outputs
 * @param epsilon    of the norm, at least 0
 */
public record LinearForm(FeatureMap featureMap, OutputNorm norm, double epsilon) {
    /** No feature map, no norm. */
    public static final LinearForm PLAIN = new LinearForm(FeatureMap.IDENTITY, OutputNorm.NONE, 0);

    public LinearForm {
        if (!(epsilon >= 0)) {
            throw new IllegalArgumentException("epsilon is " + epsilon + "; it must be at least 0.");
        }
    }

    /** Columns of the state: the value width, and one more where the sum of weights is kept. */
    public int stateColumns(int valueDim) {
        return valueDim + (norm == OutputNorm.SUM ? 1 : 0);
    }
}
