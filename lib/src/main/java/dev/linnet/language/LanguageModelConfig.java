package dev.linnet.language;

import dev.linnet.attention.AttentionRule;
import dev.linnet.nn.rows.AttentionMixerConfig;
import java.util.Collections;
import java.util.List;

/**
 * A stack of pre-norm blocks: x += Mixer(RMSNorm(x)), x += SwiGLU(RMSNorm(x)); final RMSNorm; linear head without bias.
 *
 * @param vocabulary tokens; 256 for bytes
 * @param width      channels of the residual stream
 * @param mixers     one token mixer for each block, which need not be the same
 * @param inner      inner width of the SwiGLU
 * @param tied       whether the head's weights are the embedding's
 */
public record LanguageModelConfig(int vocabulary, int width, List<AttentionMixerConfig> mixers, int inner,
        boolean tied) {
    public LanguageModelConfig {
        atLeast("vocabulary", vocabulary);
        atLeast("width", width);
        atLeast("inner", inner);
        mixers = List.copyOf(mixers);
        atLeast("the number of mixers", mixers.size());
    }

    private static void atLeast(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s is %d; it must be at least 1.".formatted(field, value));
        }
    }

    /** A model of bytes with {@code layers} blocks around one rule as its paper has it, SwiGLU 8/3 of the width, an untied head. */
    public static LanguageModelConfig bytes(AttentionRule rule, int width, int layers, int heads) {
        return bytes(AttentionMixerConfig.of(rule, width, heads), width, layers);
    }

    /** A model of bytes with {@code layers} blocks around one mixer, SwiGLU 8/3 of the width, an untied head. */
    public static LanguageModelConfig bytes(AttentionMixerConfig mixer, int width, int layers) {
        if (layers < 1) {
            throw new IllegalArgumentException("layers is " + layers + "; it must be at least 1.");
        }
        int inner = (width * 8 / 3 + 15) / 16 * 16;
        return new LanguageModelConfig(256, width, Collections.nCopies(layers, mixer), inner, false);
    }

    /** This model with other mixers. */
    public LanguageModelConfig withMixers(List<AttentionMixerConfig> newMixers) {
        return new LanguageModelConfig(vocabulary, width, newMixers, inner, tied);
    }

    /** This model with another inner width of the SwiGLU. */
    public LanguageModelConfig withInner(int newInner) {
        return new LanguageModelConfig(vocabulary, width, mixers, newInner, tied);
    }

    /** This model with its head tied to its embedding, or not. */
    public LanguageModelConfig withTied(boolean newTied) {
        return new LanguageModelConfig(vocabulary, width, mixers, inner, newTied);
    }

    /** A freshly initialised model that works on every processor; {@code seed} decides every weight. */
    public LanguageModel build(long seed) {
        return build(seed, Runtime.getRuntime().availableProcessors());
    }

    /** A freshly initialised model; results do not depend on the number of threads. */
    public LanguageModel build(long seed, int threads) {
        return new LanguageModel(this, seed, threads);
    }
}
