package dev.linnet.attention.djl;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.linear.LinearForm;

import ai.djl.ndarray.NDArray;

/**
 * A rule chunk by chunk in batched tensor operations: the chunk algorithms of the papers, all chunks at once wherever the state
 * does not forbid it. This is what the fast form is measured against.
 */
public final class ChunkwiseComposition extends Composition {
    private static final int CHUNK = 64;

    private ChunkwiseComposition(AttentionRule rule, AttentionOptions options) {
        super(rule, options);
    }

    /** With chunks of 64 steps. */
    public static ChunkwiseComposition of(AttentionRule rule) {
        return of(rule, AttentionOptions.defaults());
    }

    /** Of the options only the scale and the chunk size matter here; softmax attention takes rows of queries in place of chunks. */
    public static ChunkwiseComposition of(AttentionRule rule, AttentionOptions options) {
        return new ChunkwiseComposition(rule, options);
    }

    @Override
    TensorOutputs equalLengths(TensorInputs in) {
        int chunk = Math.min(options().chunkSize().orElse(CHUNK), in.layout().time());
        return switch (rule()) {
            case AttentionRule.Linear _,AttentionRule.Retention _,AttentionRule.ScalarGated _ -> linear(in, chunk);
            case AttentionRule.Gla _ -> new GlaComposition(in, scale(in), chunk).forward(in.stateBefore(rule()));
            case AttentionRule.DeltaNet _,AttentionRule.GatedDeltaNet _,AttentionRule.DeltaProduct _ ->
                new DeltaComposition(rule().stateRule(), in, scale(in), chunk)
                        .forward(in.stateBefore(rule()));
            case AttentionRule.Comparing comparing -> new TensorOutputs(
                    new BlockComposition(comparing.blockForm(), scale(in)).forward(in), in.stateBefore(rule()));
        };
    }

    private TensorOutputs linear(TensorInputs in, int chunk) {
        LinearForm form = rule().linearForm();
        NDArray q = LibtorchMemory.scaled(LinearTensors.map(form.featureMap(), in.q()), scale(in));
        NDArray k = LinearTensors.map(form.featureMap(), in.k());
        NDArray v = LinearTensors.values(form, in.v());
        TensorOutputs t = new DecayComposition(rule().stateRule(), in, chunk).forward(q, k, v, in.stateBefore(rule()));
        return new TensorOutputs(LinearTensors.normalised(form, t.o(), in.layout().valueDim()), t.finalState());
    }
}
