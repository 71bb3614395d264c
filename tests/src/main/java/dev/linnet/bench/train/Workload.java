package dev.linnet.bench.train;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.EigenvalueRange;
import dev.linnet.nn.BlockConfig;
import dev.linnet.nn.LabelledSequence;
import dev.linnet.nn.MixerConfig;
import dev.linnet.nn.TrainingConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** What is trained: two blocks of width 128 with heads of 32, on sequences of 128 tokens of 64 kinds, 64 a step, every one labelled. */
public enum Workload {
    DELTANET, DELTAPRODUCT, DIAGONAL;

    static final int TIME = 128;
    static final int SEQUENCES = 64;
    static final int TOKENS = 64;
    static final int WIDTH = 128;
    static final int HEADS = 4;
    static final int LAYERS = 2;
    static final TrainingConfig TRAINING = TrainingConfig.of(1_000_000, 1e-4);

    /** For tables. */
    public String title() {
        return switch (this) {
            case DELTANET -> "DeltaNet [-1, 1]";
            case DELTAPRODUCT -> "DeltaProduct n=2 [-1, 1]";
            case DIAGONAL -> "diagonal [0, 1]";
        };
    }

    /** The model. */
    public BlockConfig model() {
        MixerConfig mixer = switch (this) {
            case DELTANET -> new MixerConfig.Delta(1, EigenvalueRange.SIGNED);
            case DELTAPRODUCT -> new MixerConfig.Delta(2, EigenvalueRange.SIGNED);
            case DIAGONAL -> new MixerConfig.Diagonal(EigenvalueRange.NON_NEGATIVE);
        };
        return new BlockConfig(TOKENS, TOKENS, WIDTH, LAYERS, HEADS, WIDTH / HEADS, mixer, 4 * WIDTH, 4);
    }

    /** The recurrence as libtorch is told of it. */
    AttentionRule rule() {
        return switch (this) {
            case DELTANET -> new AttentionRule.DeltaNet(EigenvalueRange.SIGNED);
            case DELTAPRODUCT -> new AttentionRule.DeltaProduct(2, false, EigenvalueRange.SIGNED);
            case DIAGONAL -> new AttentionRule.Gla();
        };
    }

    /** The workload of a name as people type it. */
    static Workload of(String name) {
        for (Workload workload : values()) {
            if (workload.name().equalsIgnoreCase(name.strip())) {
                return workload;
            }
        }
        throw new IllegalArgumentException("There is no model '" + name.strip() + "'; there are "
                + Arrays.stream(values())
                        .map(w -> w.name().toLowerCase(java.util.Locale.ROOT))
                        .collect(
                                Collectors.joining(", "))
                + ".");
    }

    /** A batch from a seed. */
    static List<LabelledSequence> examples(long seed) {
        var random = new SplittableRandom(seed);
        var examples = new ArrayList<LabelledSequence>();
        for (int i = 0; i < SEQUENCES; i++) {
            examples.add(new LabelledSequence(random.ints(TIME, 0, TOKENS).toArray(),
                    random.ints(TIME, 0, TOKENS).toArray()));
        }
        return examples;
    }
}
