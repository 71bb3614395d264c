package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;

/** Which layer of a block moves information along time. */
public sealed interface MixerConfig {
    /** A short name for tables and charts. */
    String title();

    /** Whether the channels of a head come in pairs, so that a head's width must be even. */
    default boolean inPairs() {
        return false;
    }

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
        public String title() {
            return "GLA, temperature " + temperature;
        }
    }

    /** Linear attention without a denominator: A = I, nothing is ever forgotten. Otherwise as {@link Gated}. */
    record Additive() implements MixerConfig {
        @Override
        public String title() {
            return "linear attention";
        }
    }

    /**
     * Gated DeltaNet or DeltaProduct: A = α Π (I - β_j k_j k_j^T), α in (0, 1) per head, as in Mamba-2. Source: arXiv 2412.06464.
     *
     * @param householders factors a token, at least 1
     * @param range        β in (0, 1) or (0, 2)
     */
    record GatedDelta(int householders, EigenvalueRange range) implements MixerConfig {
        public GatedDelta {
            if (householders < 1) {
                throw new IllegalArgumentException("householders is " + householders + "; it must be at least 1.");
            }
        }

        @Override
        public String title() {
            return "gated " + new Delta(householders, range).title();
        }
    }

    /**
     * A complex diagonal transition: A = diag(r e^(iθ)), one gate for every two key channels, r as a {@link Diagonal} gate. {@code SIGNED}
     * reaches the whole unit disc, {@code NON_NEGATIVE} its half of non-negative real parts.
     */
    record Complex(EigenvalueRange range) implements MixerConfig {
        @Override
        public String title() {
            return "complex diagonal " + range;
        }

        @Override
        public boolean inPairs() {
            return true;
        }
    }

    /**
     * Mamba's selective layer: every channel has a state of {@code stateWidth} numbers, A = diag(c exp(-Δ e^A) + d). Its channels are heads
     * times head width. Source: arXiv 2312.00752; {@code SIGNED} as in arXiv 2411.12537.
     */
    record Selective(int stateWidth, EigenvalueRange range) implements MixerConfig {
        public Selective {
            if (stateWidth < 1) {
                throw new IllegalArgumentException("stateWidth is " + stateWidth + "; it must be at least 1.");
            }
        }

        @Override
        public String title() {
            return "Mamba " + range;
        }
    }

    /** The matrix memory of xLSTM: exponential input gate, A = f I with f in (0, 1) per head. Source: arXiv 2405.04517. */
    record MatrixMemory() implements MixerConfig {
        @Override
        public String title() {
            return "mLSTM";
        }
    }

    /** A recurrence through tanh, h &lt;- tanh(W x + b + U h), of heads times head width units: no linear RNN, and not parallel in time. */
    record Elman() implements MixerConfig {
        @Override
        public String title() {
            return "Elman RNN";
        }
    }

    /** A long short-term memory of heads times head width cells: no linear RNN, and not parallel in time. */
    record Lstm() implements MixerConfig {
        @Override
        public String title() {
            return "LSTM";
        }
    }

    /**
     * The scalar memory of xLSTM (sLSTM): exponential input gate, a normalised cell, and a recurrence through the gates within each head. No
     * linear RNN, and not parallel in time. Source: arXiv 2405.04517.
     */
    record ScalarMemory() implements MixerConfig {
        @Override
        public String title() {
            return "sLSTM";
        }
    }

    /** A linear RNN with a whole matrix as transition, A = reshape(W x + b), one for each head: arXiv 2411.12537's full-matrix baseline. */
    record Dense() implements MixerConfig {
        @Override
        public String title() {
            return "full-matrix linear RNN";
        }
    }

    /** Causal softmax attention with rotary positions: a transformer's layer, without a state. */
    record Softmax() implements MixerConfig {
        @Override
        public String title() {
            return "transformer";
        }

        @Override
        public boolean inPairs() {
            return true;
        }
    }
}
