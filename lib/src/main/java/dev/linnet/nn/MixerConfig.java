package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;

/** Which recurrence a block uses. */
public sealed interface MixerConfig {
    /** The interval of the transition's eigenvalues. */
    EigenvalueRange range();

    /**
     * DeltaNet ({@code householders} = 1) or DeltaProduct: A = Π (I - β_j k_j k_j^T).
     *
     * @param householders factors a token, at least 1
     * @param range        β in (0, 1) or (0, 2)
     */
    record Delta(int householders, EigenvalueRange range) implements MixerConfig {
        public Delta {
            if (householders < 1) {
                throw new IllegalArgumentException("householders is " + householders + "; it must be at least 1.");
            }
        }
    }

    /**
     * A diagonal transition: A = diag(a), a = sigmoid or 2 sigmoid - 1 of a projection of the token, one gate a key
     * channel.
     */
    record Diagonal(EigenvalueRange range) implements MixerConfig {}
}
