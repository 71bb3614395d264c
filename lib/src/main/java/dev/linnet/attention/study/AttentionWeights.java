package dev.linnet.attention.study;

import dev.linnet.attention.linear.FeatureMap;

/**
 * The weights that queries give to keys, a row for each query: what linear attention never forms, and what dilution and gradients are
 * defined on. Causal: a query sees the keys up to its own position.
 *
 * @param rows T x T; 0 above the diagonal
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record AttentionWeights(double[][] rows) {
    /** exp(scale q k), divided by its sum over the row. */
    public static AttentionWeights softmax(double[][] q, double[][] k, double scale) {
        double[][] weights = scores(q, k, FeatureMap.IDENTITY);
        for (int i = 0; i < weights.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j <= i; j++) {
                largest = Math.max(largest, scale * weights[i][j]);
            }
            for (int j = 0; j <= i; j++) {
                weights[i][j] = Math.exp(scale * weights[i][j] - largest);
            }
        }
        return normalised(weights);
    }

    /**
     * |phi(q) phi(k)|, divided by its sum over the row: the weights of linear attention with a denominator, and the shares of
     * NormAttention, whose scores may be negative.
     */
    public static AttentionWeights kernel(double[][] q, double[][] k, FeatureMap map) {
        double[][] weights = scores(q, k, map);
        for (double[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] = Math.abs(row[j]);
            }
        }
        return normalised(weights);
    }

    /** The same weight for every key that a query sees. */
    public static AttentionWeights uniform(int length) {
        var weights = new double[length][length];
        for (int i = 0; i < length; i++) {
            java.util.Arrays.fill(weights[i], 0, i + 1, 1);
        }
        return normalised(weights);
    }

    private static double[][] scores(double[][] q, double[][] k, FeatureMap map) {
        if (q.length != k.length || q.length == 0) {
            throw new IllegalArgumentException(
                    "There are " + q.length + " queries and " + k.length + " keys; each position has one of each.");
        }
        var scores = new double[q.length][k.length];
        for (int i = 0; i < q.length; i++) {
            for (int j = 0; j <= i; j++) {
                for (int c = 0; c < q[i].length; c++) {
                    scores[i][j] += map.apply(q[i][c]) * map.apply(k[j][c]);
                }
            }
        }
        return scores;
    }

    private static AttentionWeights normalised(double[][] weights) {
        for (double[] row : weights) {
            double sum = java.util.Arrays.stream(row).sum();
            for (int j = 0; sum > 0 && j < row.length; j++) {
                row[j] /= sum;
            }
        }
        return new AttentionWeights(weights);
    }

    /**
     * The share of its weight that a query gives to the nearest {@code share} of the positions, the last ones up to its own; the mean over
     * all queries that see more than that. 1 is local, the {@link #uniform} value is diluted.
     *
     * <p>Source: arXiv 2210.10340, section 4.2 (locally accumulated attention score).
     *
     * @param share in (0, 1)
     */
    public double nearMass(double share) {
        int window = (int) Math.round(share * rows.length);
        if (window < 1 || window >= rows.length) {
            throw new IllegalArgumentException("share is " + share + ", " + window + " of " + rows.length
                    + " positions; it must be at least one and not all.");
        }
        double mass = 0;
        for (int i = window; i < rows.length; i++) {
            for (int j = i - window + 1; j <= i; j++) {
                mass += rows[i][j];
            }
        }
        return mass / (rows.length - window);
    }

    /** The mean distance, in positions, from a query to where its weight lies. */
    public double meanDistance() {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j <= i; j++) {
                sum += rows[i][j] * (i - j);
            }
        }
        return sum / rows.length;
    }
}
