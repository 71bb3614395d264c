package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Arithmetic modulo 5 without brackets, with one label, in the paper's token layout.
 *
 * <p>Tokens: 0 padding, 1 '+', 2 '-', 3 '*', 4 '=', 5..9 the digits 0..4. An odd size n counts the answer slot: digits at
 * even positions, operators at odd ones, '=' at n-2, token 0 in the slot at n-1. The only label, 5 + value, stands at
 * the '='. '*' binds stronger than '+' and '-'; values are in 0..4. An even size is read as the odd size below it.
 *
 * <p>Source: arXiv 2411.12537, repository {@code unlocking_state_tracking}, modular arithmetic generator.
 */
public record ModularArithmetic() implements Task {
    /** The modulus. */
    public static final int MODULUS = 5;

    static final int PLUS = 1;
    static final int MINUS = 2;
    static final int TIMES = 3;
    static final int EQUALS = 4;
    static final int DIGIT = 5;

    @Override
    public String name() {
        return "mod 5 without brackets";
    }

    @Override
    public int vocabulary() {
        return 10;
    }

    @Override
    public int classes() {
        return 10;
    }

    @Override
    public double chance() {
        return 0.2;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        if (size < 3) {
            throw new IllegalArgumentException("An expression of size " + size
                    + " has no digit; the size counts '=' and the answer slot and must be at least 3.");
        }
        int odd = size % 2 == 0 ? size - 1 : size;
        int[] tokens = new int[odd];
        int[] labels = new int[odd];
        Arrays.fill(labels, LabelledSequence.IGNORED);
        for (int t = 0; t < odd - 2; t++) {
            tokens[t] = t % 2 == 0 ? DIGIT + random.nextInt(MODULUS) : PLUS + random.nextInt(3);
        }
        tokens[odd - 2] = EQUALS;
        labels[odd - 2] = DIGIT + value(Arrays.copyOf(tokens, odd - 2));
        return new LabelledSequence(tokens, labels);
    }

    /** The value in 0..4 of digits and operators in turn, beginning and ending with a digit; one pass. */
    public static int value(int[] expression) {
        if (expression.length % 2 == 0) {
            throw new IllegalArgumentException("An expression of digits and operators in turn has an odd length, not "
                    + expression.length + ".");
        }
        int total = 0;
        int sign = 1;
        int product = digit(expression, 0);
        for (int t = 1; t < expression.length; t += 2) {
            int next = digit(expression, t + 1);
            switch (expression[t]) {
                case TIMES -> product = product * next % MODULUS;
                case PLUS, MINUS -> {
                    total += sign * product;
                    sign = expression[t] == PLUS ? 1 : -1;
                    product = next;
                }
                default -> throw new IllegalArgumentException("Token %d at position %d is no operator.".formatted(
                        expression[t], t));
            }
        }
        return Math.floorMod(total + sign * product, MODULUS);
    }

    private static int digit(int[] expression, int position) {
        int digit = expression[position] - DIGIT;
        if (digit < 0 || digit >= MODULUS) {
            throw new IllegalArgumentException("Token %d at position %d is no digit.".formatted(expression[position],
                    position));
        }
        return digit;
    }
}
