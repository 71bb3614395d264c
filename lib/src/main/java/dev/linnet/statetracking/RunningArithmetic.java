package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Arithmetic modulo m without brackets, with a label at every digit: the value of the expression up to and including it. The
 * tokens are those of {@link ModularArithmetic} without '=' and answer slot; the classes are the values. A size is the number of
 * tokens.
 *
 * <p>With one label at the end the task takes a hundred thousand steps to learn; with a label at every digit it takes hundreds.
 *
 * @param modulus        m, at least 2
 * @param multiplication whether '*' occurs
 */
public record RunningArithmetic(int modulus, boolean multiplication) implements Task {
    public RunningArithmetic {
        ModularArithmetic.requireModulus(modulus);
    }

    @Override
    public String name() {
        return "running value mod " + modulus + (multiplication ? "" : ", + and - only");
    }

    @Override
    public int vocabulary() {
        return ModularArithmetic.DIGIT + modulus;
    }

    @Override
    public int classes() {
        return modulus;
    }

    @Override
    public double chance() {
        return 1.0 / modulus;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("An expression of " + size + " tokens; it must have at least 1.");
        }
        var arithmetic = new ModularArithmetic(modulus, multiplication);
        int[] tokens = new int[size];
        Arrays.setAll(tokens, t -> arithmetic.token(random, t));
        int[] values = arithmetic.prefixValues(tokens);
        int[] labels = new int[size];
        Arrays.setAll(labels, t -> t % 2 == 0 ? values[t / 2] : LabelledSequence.IGNORED);
        return new LabelledSequence(tokens, labels);
    }

    @Override
    public int labelsUpTo(int size) {
        return (size + 1) / 2;
    }
}
