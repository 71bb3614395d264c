package dev.linnet.attention;

import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.LinearForm;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.softmax.BlockForm;
import dev.linnet.attention.softmax.Weights;
import java.util.List;
import java.util.Objects;

/**
 * What a head remembers and how it reads: one description for every operator, computed in three forms by {@link Recurrent} (the
 * equation, in double precision), {@link Chunkwise} (fast) and {@link Step} (one token at a time).
 *
 * <p>S is the state, K x V; the read o_t = S_t^T (scale q_t) comes after the write of the same step.
 */
public sealed interface AttentionRule {
    /** One rule of each kind, with its usual options, for this many heads. */
    static List<AttentionRule> family(int heads) {
        return List.of(new Softmax(), BlockDiagonal.transNormer2(64), Linear.plain(), Linear.normalised(),
                Linear.transNormer1(),
                Linear.transNormer2(), new Retention(DecaySchedule.ALIBI.logDecay(heads, 0, 1)), new ScalarGated(),
                new Gla(),
                new DeltaNet(EigenvalueRange.SIGNED), new GatedDeltaNet(EigenvalueRange.SIGNED),
                new DeltaProduct(2, false, EigenvalueRange.SIGNED), new DeltaProduct(2, true, EigenvalueRange.SIGNED));
    }

    /** A short name for tables and charts. */
    String title();

    /** The recurrence of the state, which also says what gates and strengths the inputs carry. */
    StateRule stateRule();

    /** What is done around the recurrence. */
    default LinearForm linearForm() {
        return LinearForm.PLAIN;
    }

    /** Columns of a state; 0 for a rule without one. */
    default int stateColumns(int valueDim) {
        return linearForm().stateColumns(valueDim);
    }

    /** The factor on queries unless {@link AttentionOptions} say otherwise: K^(-1/2). */
    default double defaultScale(int keyDim) {
        return 1 / Math.sqrt(keyDim);
    }

    /** The largest write strength, where the rule has one. */
    default double maxBeta() {
        return 0;
    }

    /**
     * Linear attention: S += phi(k) v^T, read with phi(q), scale 1.
     *
     * @see FeatureMap
     * @see OutputNorm
     */
    record Linear(FeatureMap featureMap, OutputNorm norm, double epsilon) implements AttentionRule {
        public Linear {
            Objects.requireNonNull(featureMap, "featureMap");
            Objects.requireNonNull(norm, "norm");
        }

        /** S += k v^T and nothing else. */
        public static Linear plain() {
            return new Linear(FeatureMap.IDENTITY, OutputNorm.NONE, 0);
        }

        /** 1 + elu as feature map, outputs divided by the sum of weights (Katharopoulos et al., arXiv 2006.16236). */
        public static Linear normalised() {
            return new Linear(FeatureMap.ELU_PLUS_ONE, OutputNorm.SUM, 1e-6);
        }

        /** NormAttention of TransNormer T1 (arXiv 2210.10340): elu, RMS norm of the output. */
        public static Linear transNormer1() {
            return new Linear(FeatureMap.ELU, OutputNorm.RMS, 1e-6);
        }

        /** NormAttention of TransNormer T2 (arXiv 2210.10340): 1 + elu, RMS norm of the output. */
        public static Linear transNormer2() {
            return new Linear(FeatureMap.ELU_PLUS_ONE, OutputNorm.RMS, 1e-6);
        }

        @Override
        public String title() {
            return switch (norm) {
                case NONE -> "linear attention";
                case SUM -> "linear attention, normalised";
                case RMS -> featureMap == FeatureMap.ELU ? "NormAttention T1" : "NormAttention T2";
            };
        }

        @Override
        public StateRule stateRule() {
            return StateRule.of(Gate.NONE, false, 1);
        }

        @Override
        public LinearForm linearForm() {
            return new LinearForm(featureMap, norm, epsilon);
        }

        @Override
        public double defaultScale(int keyDim) {
            return 1;
        }
    }

    /**
     * A fixed decay per head: S &lt;- lambda_h S + k v^T. RetNet; Lightning Attention-2 (arXiv 2401.04658).
     *
     * @param logDecay log lambda of each head, at most 0
     * @see DecaySchedule
     */
    record Retention(List<Double> logDecay) implements AttentionRule {
        public Retention {
            logDecay = List.copyOf(logDecay);
        }

        @Override
        public String title() {
            return "retention";
        }

        @Override
        public StateRule stateRule() {
            return new StateRule(Gate.FIXED, logDecay, false, 1);
        }
    }

    /** A scalar decay from the data: S &lt;- alpha_t S + k v^T, log alpha {@code [batch][head][time]}. RFA, Mamba-2, "simple GLA". */
    record ScalarGated() implements AttentionRule {
        @Override
        public String title() {
            return "scalar-gated attention";
        }

        @Override
        public StateRule stateRule() {
            return StateRule.of(Gate.SCALAR, false, 1);
        }
    }

    /** A decay per key channel: S &lt;- diag(alpha_t) S + k v^T, log alpha {@code [batch][head][time][key]} (GLA, arXiv 2312.06635). */
    record Gla() implements AttentionRule {
        @Override
        public String title() {
            return "GLA";
        }

        @Override
        public StateRule stateRule() {
            return StateRule.of(Gate.CHANNEL, false, 1);
        }
    }

    /**
     * The delta rule: S += beta_t k_t (v_t - S^T k_t)^T, with keys of length 1 (arXiv 2406.06484).
     *
     * @param eigenvalues where 1 - beta may lie
     */
    record DeltaNet(EigenvalueRange eigenvalues) implements AttentionRule {
        public DeltaNet {
            Objects.requireNonNull(eigenvalues, "eigenvalues");
        }

        @Override
        public String title() {
            return "DeltaNet " + eigenvalues;
        }

        @Override
        public StateRule stateRule() {
            return StateRule.of(Gate.NONE, true, 1);
        }

        @Override
        public double maxBeta() {
            return eigenvalues.strengthScale();
        }
    }

    /**
     * The delta rule on a state that decays first, S &lt;- alpha_t S, with log alpha {@code [batch][head][time]} (arXiv 2412.06464).
     *
     * @param eigenvalues where 1 - beta may lie
     */
    record GatedDeltaNet(EigenvalueRange eigenvalues) implements AttentionRule {
        public GatedDeltaNet {
            Objects.requireNonNull(eigenvalues, "eigenvalues");
        }

        @Override
        public String title() {
            return "gated DeltaNet " + eigenvalues;
        }

        @Override
        public StateRule stateRule() {
            return StateRule.of(Gate.SCALAR, true, 1);
        }

        @Override
        public double maxBeta() {
            return eigenvalues.strengthScale();
        }
    }

    /**
     * Several delta writes to a step, each with its own key, value and beta; a gate acts once, before the first (arXiv 2502.10297).
     *
     * @param householders writes of a step, at least 1: the transition is a product of as many generalised Householder matrices
     * @param gated        whether the state decays by log alpha {@code [batch][head][time]}
     * @param eigenvalues  where each 1 - beta may lie
     */
    record DeltaProduct(int householders, boolean gated, EigenvalueRange eigenvalues) implements AttentionRule {
        public DeltaProduct {
            Objects.requireNonNull(eigenvalues, "eigenvalues");
            if (householders < 1) {
                throw new IllegalArgumentException(
                        "householders is " + householders + "; a step has at least 1 write.");
            }
        }

        @Override
        public String title() {
            return (gated ? "gated " : "") + "DeltaProduct n=" + householders + " " + eigenvalues;
        }

        @Override
        public StateRule stateRule() {
            return StateRule.of(gated ? Gate.SCALAR : Gate.NONE, true, householders);
        }

        @Override
        public double maxBeta() {
            return eigenvalues.strengthScale();
        }
    }

    /** Causal softmax attention: no state, the reference that the others are held against. */
    record Softmax() implements Comparing {
        @Override
        public String title() {
            return "softmax attention";
        }

        @Override
        public BlockForm blockForm() {
            return new BlockForm(BlockForm.WHOLE, Weights.SOFTMAX, true, 0);
        }
    }

    /**
     * DiagAttention of TransNormer (arXiv 2210.10340): attention inside blocks of so many steps, nothing between them.
     *
     * @param width   steps of a block
     * @param weights softmax (T2), or rectified scores with an RMS norm of the output (T1)
     * @param causal  whether a step sees only steps up to itself
     */
    record BlockDiagonal(int width, Weights weights, boolean causal, double epsilon) implements Comparing {
        public BlockDiagonal {
            Objects.requireNonNull(weights, "weights");
        }

        /** Rectified attention: the early layers of TransNormer T1. */
        public static BlockDiagonal transNormer1(int width) {
            return new BlockDiagonal(width, Weights.RELA, true, 1e-6);
        }

        /** Softmax attention: the early layers of TransNormer T2. */
        public static BlockDiagonal transNormer2(int width) {
            return new BlockDiagonal(width, Weights.SOFTMAX, true, 0);
        }

        @Override
        public String title() {
            return (weights == Weights.SOFTMAX ? "DiagAttention T2" : "DiagAttention T1") + ", blocks of " + width;
        }

        @Override
        public BlockForm blockForm() {
            return new BlockForm(width, weights, causal, epsilon);
        }
    }

    /** A rule that compares queries with keys, and has no state. */
    sealed interface Comparing extends AttentionRule {
        /** Which keys a query sees and how it weighs them. */
        BlockForm blockForm();

        /** No gates, one write: there are only q, k and v. */
        @Override
        default StateRule stateRule() {
            return StateRule.of(Gate.NONE, false, 1);
        }

        @Override
        default int stateColumns(int valueDim) {
            return 0;
        }
    }
}
