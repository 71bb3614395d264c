package dev.linnet.statetracking;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.SequenceModel;
import java.util.Arrays;

/** Whole models, of the kind that is trained elsewhere, with every weight written down by hand. */
public final class WrittenModel {
    private static final float LARGE = 1024;

    private WrittenModel() {}

    /**
     * A DeltaNet block that solves {@link Parity} at any length: one head of width 1 with k = q = 1 and v = 1/2, β = 2 at a 1 and 0 at a
     * 0, so that S &lt;- 1 - S at a 1, in the layer itself: embedding, norms, SiLU, sigmoid and head included.
     *
     * <p>Each token has a channel of the residual stream of its own, the fourth takes the parity. Embeddings are large powers of two, so
     * that the norm's epsilon vanishes and keys have length 1 exactly. The SwiGLU is zero.
     *
     * <p>Source: Grazzi et al. 2025, theorem 3, through the layer of arXiv 2406.06484.
     */
    public static SequenceModel parity() {
        SequenceModel model = new BlockConfig(3, 3, 4, 1, 1, 1, new MixerConfig.Delta(1, EigenvalueRange.SIGNED), 1, 0)
                .build(0);
        float[] values = model.parameters().values();
        Arrays.fill(values, 0, model.parameters().size(), 0);
        for (String norm : new String[] {"blocks.0.mixerNorm", "blocks.0.mixer.outputNorm", "blocks.0.mlpNorm",
                "norm"}) {
            fill(model, norm, 1, 1, 1, 1);
        }
        fill(model, "embedding", LARGE, 0, 0, 0, 0, LARGE, 0, 0, 0, 0, LARGE, 0);
        // The mixer sees 2 in a token's channel: k = SiLU(128), v = SiLU(0.7388) = 1/2, β = 2 sigmoid(-80) or 2 sigmoid(80).
        fill(model, "blocks.0.mixer.query", 64, 64, 64, 0);
        fill(model, "blocks.0.mixer.key.0", 64, 64, 64, 0);
        float half = (float) (0.7388350311316076 / 2);
        fill(model, "blocks.0.mixer.value.0", half, half, half, 0);
        fill(model, "blocks.0.mixer.strength.0", -40, -40, 40, 0);
        fill(model, "blocks.0.mixer.output", 0, 0, 0, LARGE);
        // odd: the parity's channel is as large as the token's; even: it is 0
        fill(model, "head", -4, -4, -4, 0, 0.5f, 0.5f, 0.5f, -1, -0.5f, -0.5f, -0.5f, 1);
        return model;
    }

    private static void fill(SequenceModel model, String name, float... entries) {
        Parameter parameter = model.parameters()
                .list()
                .stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .orElseThrow();
        System.arraycopy(entries, 0, model.parameters().values(), parameter.offset(), parameter.size());
    }
}
