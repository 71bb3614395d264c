package dev.linnet.odeen.transformer;

/**
 * The size of a post-norm encoder-decoder Transformer with ReLU.
 *
 * @param width         channels, a multiple of 16
 * @param heads         attention heads; {@code width / heads} is a multiple of 16
 * @param encoderLayers layers of the encoder
 * @param decoderLayers layers of each decoder
 * @param feedForward   channels within a feed-forward layer, a multiple of 16
 * @param dropout       share of the attention weights, of the feed-forward channels and of each layer's branches that a training step
 *                      leaves out, in [0, 1)
 */
public record TransformerConfig(int width, int heads, int encoderLayers, int decoderLayers, int feedForward,
        double dropout) {
    public TransformerConfig {
        requireMultiple("width", width);
        requireMultiple("feedForward", feedForward);
        if (heads < 1 || width % heads != 0 || width / heads % 16 != 0) {
            throw new IllegalArgumentException(
                    "heads is %d; the width of %d must divide into so many heads of a multiple of 16 channels."
                            .formatted(heads, width));
        }
        if (encoderLayers < 1 || decoderLayers < 1) {
            throw new IllegalArgumentException("encoderLayers is %d and decoderLayers %d; both must be at least 1."
                    .formatted(encoderLayers, decoderLayers));
        }
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout is " + dropout + "; it must be in [0, 1).");
        }
    }

    private static void requireMultiple(String name, int value) {
        if (value < 16 || value % 16 != 0) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be a multiple of 16, at least 16.");
        }
    }

    /** Width 64, 4 heads, 2 + 2 layers, feed-forward 128, no dropout: for small worlds on a laptop. */
    public static TransformerConfig mini() {
        return new TransformerConfig(64, 4, 2, 2, 128, 0);
    }

    /** The paper's interpreter: width 128, 8 heads, 4 + 4 layers, dropout 0.1. */
    public static TransformerConfig paperInterpreter() {
        return new TransformerConfig(128, 8, 4, 4, 128, 0.1);
    }

    /** The paper's empiricists and conjecture generator: width 256, 8 heads, 4 + 4 layers, dropout 0.1. */
    public static TransformerConfig paperEmpiricist() {
        return new TransformerConfig(256, 8, 4, 4, 256, 0.1);
    }

    /** Channels of a head. */
    public int headWidth() {
        return width / heads;
    }
}
