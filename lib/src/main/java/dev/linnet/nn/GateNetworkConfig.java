package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;

/**
 * The smallest network that learns parity or cannot: one diagonal recurrence between two layer norms.
 *
 * @param vocabulary input tokens
 * @param classes    output classes
 * @param width      channels
 * @param range      {@code SIGNED}: tanh gate in (-1, 1); {@code NON_NEGATIVE}: sigmoid gate in (0, 1)
 */
public record GateNetworkConfig(int vocabulary, int classes, int width, EigenvalueRange range) implements ModelConfig {
    public GateNetworkConfig {
        if (vocabulary < 1 || classes < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "vocabulary, classes and width are %d, %d and %d; each must be at least 1."
                            .formatted(vocabulary, classes, width));
        }
    }

    /** Ten channels, as in figure 1 of the paper. */
    public static GateNetworkConfig figure1(EigenvalueRange range) {
        return new GateNetworkConfig(3, 3, 10, range);
    }

    @Override
    public GateNetworkConfig withTokens(int newVocabulary, int newClasses) {
        return new GateNetworkConfig(newVocabulary, newClasses, width, range);
    }

    @Override
    public GateNetwork build(long seed) {
        return new GateNetwork(this, seed);
    }
}
