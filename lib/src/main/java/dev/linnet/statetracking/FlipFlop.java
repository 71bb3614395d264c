package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One bit of memory: write 0, write 1, ignore, read. The first token writes; afterwards a token writes 0 with probability 0.1,
 * writes 1 with 0.1, is ignored with 0.6 and reads with 0.2. The label of a read is the bit written last. A size is the number of
 * tokens.
 *
 * <p>Source: Liu et al., "Exposing attention glitches with flip-flop language modeling" (arXiv 2306.00946), with other shares.
 */
public record FlipFlop() implements Task {
    /** Token that writes a 0; the token that writes a 1 follows it. */
    public static final int WRITE = 0;
    /** Token that changes nothing. */
    public static final int IGNORE = 2;
    /** Token that asks. */
    public static final int READ = 3;

    @Override
    public String name() {
        return "flip-flop";
    }

    @Override
    public int vocabulary() {
        return 4;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public double chance() {
        return 0.5;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A flip-flop example has at least 1 token, not " + size + ".");
        }
        int[] tokens = new int[size];
        int[] labels = new int[size];
        Arrays.fill(labels, LabelledSequence.IGNORED);
        int bit = 0;
        for (int t = 0; t < size; t++) {
            int draw = t == 0 ? random.nextInt(2) : random.nextInt(10);
            if (draw < 2) {
                bit = draw;
                tokens[t] = WRITE + bit;
            } else if (draw < 8) {
                tokens[t] = IGNORE;
            } else {
                tokens[t] = READ;
                labels[t] = bit;
            }
        }
        return new LabelledSequence(tokens, labels);
    }
}
