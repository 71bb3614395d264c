package dev.linnet.nn;

/**
 * A stack of pre-norm blocks: x += Mixer(RMSNorm(x)), x += SwiGLU(RMSNorm(x)); final RMSNorm; linear head.
 *
 * @param vocabulary  input tokens
 * @param classes     output classes
 * @param width       channels of the residual stream
 * @param layers      blocks
 * @param heads       heads of the mixer
 * @param headWidth   key and value width of a head, K = V
 * @param mixer       the recurrence, or attention
 * @param inner       inner width of the SwiGLU
 * @param convolution taps of the short convolution of q, k, v; 0 for none (no matter for Elman, LSTM, sLSTM, full-matrix and softmax, which have none)
 */
public record BlockConfig(int vocabulary, int classes, int width, int layers, int heads, int headWidth,
        MixerConfig mixer, int inner, int convolution) implements ModelConfig {
    public BlockConfig {
        atLeast("vocabulary", vocabulary, 1);
        atLeast("classes", classes, 1);
        atLeast("width", width, 1);
        atLeast("layers", layers, 1);
        atLeast("heads", heads, 1);
        atLeast("headWidth", headWidth, 1);
        atLeast("inner", inner, 1);
        atLeast("convolution", convolution, 0);
        if (mixer.inPairs() && headWidth % 2 != 0) {
            throw new IllegalArgumentException("headWidth is %d; the channels of %s come in pairs, so it must be even."
                    .formatted(headWidth, mixer.title()));
        }
    }

    private static void atLeast(String field, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException("%s is %d; it must be at least %d.".formatted(field, value, least));
        }
    }

    /** One layer, width 32, four heads of 8, inner width 128, no convolution: 17 thousand parameters. */
    public static BlockConfig small(MixerConfig mixer) {
        return new BlockConfig(3, 3, 32, 1, 4, 8, mixer, 128, 0);
    }

    @Override
    public BlockConfig withTokens(int newVocabulary, int newClasses) {
        return new BlockConfig(newVocabulary, newClasses, width, layers, heads, headWidth, mixer, inner, convolution);
    }

    /** This configuration with another number of blocks. */
    public BlockConfig withLayers(int newLayers) {
        return new BlockConfig(vocabulary, classes, width, newLayers, heads, headWidth, mixer, inner, convolution);
    }

    /** This configuration with a short convolution of {@code taps} taps, or none (0). */
    public BlockConfig withConvolution(int taps) {
        return new BlockConfig(vocabulary, classes, width, layers, heads, headWidth, mixer, inner, taps);
    }

    @Override
    public BlockModel build(long seed) {
        return new BlockModel(this, seed);
    }
}
