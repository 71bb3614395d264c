package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;

/** Which recurrence a block uses. */
public sealed interface MixerConfig {
    /** The interval of the transition's eigenvalues. */
    EigenvalueRange range();

    /** A short name for tables and charts. */
    String title();

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

        @Override
        public String title() {
            return (householders == 1 ? "DeltaNet " : "DeltaProduct n_h = " + householders + " ") + range;
        }
    }

    /**
     * A diagonal transition: A = diag(a), a = sigmoid or 2 sigmoid - 1 of a projection of the token, one gate a key
     * channel.
     */
    record Diagonal(EigenvalueRange range) implements MixerConfig {
        @Override
        public String title() {
            return "diagonal " + range;
        }
    }

    /**
     * Gated linear attention: A = diag(a), a = sigmoid(z)^(1/temperature), one gate a key channel. Keys and queries are not
     * brought to unit length. Source: arXiv 2312.06635, section 4.4, where the temperature is 16.
     *
     * @param temperature a power of two; the larger, the longer a new model remembers and the harder it is to forget at once
     */
    record Gated(int temperature) implements MixerConfig {
        public Gated {
            if (temperature < 1 || Integer.bitCount(temperature) != 1) {
                throw new IllegalArgumentException("temperature is " + temperature + "; it must be a power of two.");
            }
        }

        @Override
        public EigenvalueRange range() {
            return EigenvalueRange.NON_NEGATIVE;
        }

        @Override
        public String title() {
            return "GLA, temperature " + temperature;
        }
    }

    /** Linear attention without a denominator: A = I, nothing is ever forgotten. Otherwise as {@link Gated}. */
    record Additive() implements MixerConfig {
        @Override
        public EigenvalueRange range() {
            return EigenvalueRange.NON_NEGATIVE;
        }

        @Override
        public String title() {
            return "linear attention";
        }
    }
}
