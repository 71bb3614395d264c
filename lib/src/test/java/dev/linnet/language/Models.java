package dev.linnet.language;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.nn.rows.AttentionMixerConfig;
import dev.linnet.nn.rows.GateForm;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Small models of awkward sizes around every rule, that tests loop over. */
final class Models {
    static final int HEADS = 2;

    private Models() {}

    /** The paper's layer for every rule, and layers with other options. */
    static Stream<LanguageModelConfig> all() {
        var configs = new ArrayList<LanguageModelConfig>();
        for (AttentionRule rule : rules()) {
            AttentionMixerConfig mixer = AttentionMixerConfig.of(rule, 10, HEADS).withWidths(3, 5);
            configs.add(new LanguageModelConfig(11, 10, List.of(mixer), 7, false));
        }
        var gla = AttentionMixerConfig.of(new AttentionRule.Gla(), 16, 4).withWidths(4, 4);
        var gated = AttentionMixerConfig.of(new AttentionRule.GatedDeltaNet(EigenvalueRange.NON_NEGATIVE), 16, 4);
        var scalar = AttentionMixerConfig.of(new AttentionRule.ScalarGated(), 16, 4);
        configs.add(new LanguageModelConfig(16, 16,
                List.of(gla.withGate(GateForm.LOG_SIGMOID, 0, 1), gla.withGate(GateForm.SOFTPLUS, 3, 1)), 32, true));
        configs.add(new LanguageModelConfig(16, 16,
                List.of(gated.withGate(GateForm.LOG_SIGMOID, 0, 2), scalar.withGate(GateForm.SOFTPLUS, 0, 1)), 32,
                false));
        configs.add(new LanguageModelConfig(9, 16,
                List.of(AttentionMixerConfig.of(new AttentionRule.Softmax(), 16, 4).withConvolution(3),
                        AttentionMixerConfig.of(AttentionRule.BlockDiagonal.transNormer2(4), 16, 4)
                                .withOutput(true, true)),
                17, true));
        return configs.stream();
    }

    /** The family; NormAttention with a large epsilon, for outputs that cancel to nearly zero would amplify rounding. */
    private static List<AttentionRule> rules() {
        return AttentionRule.family(HEADS)
                .stream()
                .map(rule -> rule instanceof AttentionRule.Linear linear && linear.norm() == OutputNorm.RMS
                        ? new AttentionRule.Linear(linear.featureMap(), OutputNorm.RMS, 0.1)
                        : rule)
                .map(rule -> rule instanceof AttentionRule.BlockDiagonal
                        ? AttentionRule.BlockDiagonal.transNormer2(4)
                        : rule)
                .toList();
    }

    /** A model whose every parameter has been moved by N(0, 0.3^2), so that nothing is small or symmetric. */
    static LanguageModel perturbed(LanguageModelConfig config, int threads) {
        LanguageModel model = config.build(5, threads);
        var random = new SplittableRandom(6);
        float[] values = model.parameters().values();
        for (int i = 0; i < model.parameters().size(); i++) {
            values[i] += (float) (0.3 * random.nextGaussian());
        }
        return model;
    }

    static int[] tokens(LanguageModelConfig config, int count, long seed) {
        return new SplittableRandom(seed).ints(count, 0, config.vocabulary()).toArray();
    }

    static double[] doubles(LanguageModel model) {
        double[] values = new double[model.parameters().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = model.parameters().values()[i];
        }
        return values;
    }

}
