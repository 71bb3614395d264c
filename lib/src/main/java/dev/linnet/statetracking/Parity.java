package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Parity of a bit string with one label, in the paper's token layout.
 *
 * <p>Tokens: 0 padding, 1 = bit 0, 2 = bit 1. A size counts the answer slot: positions 0 .. size-2 are uniform bits, the
 * slot at size-1 holds token 0. The only label, (Σ bits mod 2) + 1, stands at position size-2, the last bit.
 *
 * <p>Source: arXiv 2411.12537, repository {@code unlocking_state_tracking}, parity generator.
 */
public record Parity() implements Task {
    /** Training sizes of the paper. */
    public static final Sizes TRAINING = new Sizes(3, 40);
    /** Test sizes of the paper. */
    public static final Sizes TEST = new Sizes(40, 256);

    @Override
    public String name() {
        return "parity";
    }

    @Override
    public int vocabulary() {
        return 3;
    }

    @Override
    public int classes() {
        return 3;
    }

    @Override
    public double chance() {
        return 0.5;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        if (size < 2) {
            throw new IllegalArgumentException("A parity example of size " + size
                    + " has no bit; the size counts the answer slot and must be at least 2.");
        }
        int[] tokens = new int[size];
        int[] labels = new int[size];
        Arrays.fill(labels, LabelledSequence.IGNORED);
        int ones = 0;
        for (int t = 0; t < size - 1; t++) {
            int bit = random.nextInt(2);
            ones += bit;
            tokens[t] = 1 + bit;
        }
        labels[size - 2] = 1 + ones % 2;
        return new LabelledSequence(tokens, labels);
    }
}
