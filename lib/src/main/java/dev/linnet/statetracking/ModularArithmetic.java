package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Arithmetic modulo m without brackets, with one label, in the paper's token layout.
 *
 * <p>Tokens: 0 padding, 1 '+', 2 '-', 3 '*', 4 '=', 5.. the digits 0 .. m-1. An odd size n counts the answer slot: digits at
 * even positions, operators at odd ones, '=' at n-2, token 0 in the slot at n-1. The only label, 5 + value, stands at
 * the '='. '*' binds stronger than '+' and '-'; values are in 0 .. m-1. An even size is read as the odd size below it.
 *
 * <p>Source: arXiv 2411.12537 (m = 5, all three operators), repository {@code unlocking_state_tracking}, modular arithmetic generator.
 *
 * @param modulus        m, at least 2
 * @param multiplication whether '*' occurs
 */
public record ModularArithmetic(int modulus, boolean multiplication) implements Task {
    /** Training sizes of the paper: 3, 5, ..., 39. */
    public static final Sizes TRAINING = new Sizes(3, 40);
    /** Test sizes of the paper: 39, 41, ..., 255. */
    public static final Sizes TEST = new Sizes(39, 256);

    static final int PLUS = 1;
    static final int MINUS = 2;
    static final int TIMES = 3;
    static final int EQUALS = 4;
    static final int DIGIT = 5;

    public ModularArithmetic {
        requireModulus(modulus);
    }

    /** Modulo 5 with all three operators. */
    public ModularArithmetic() {
        this(5, true);
    }

    static void requireModulus(int modulus) {
        if (modulus < 2 || modulus > 1000) {
            throw new IllegalArgumentException("Arithmetic modulo " + modulus + ": give a modulus from 2 to 1000.");
        }
    }

    @Override
    public String name() {
        return "mod " + modulus + " without brackets" + (multiplication ? "" : ", + and - only");
    }

    @Override
    public int vocabulary() {
        return DIGIT + modulus;
    }

    @Override
    public int classes() {
        return DIGIT + modulus;
    }

    @Override
    public double chance() {
        return 1.0 / modulus;
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
            tokens[t] = token(random, t);
        }
        tokens[odd - 2] = EQUALS;
        labels[odd - 2] = DIGIT + value(Arrays.copyOf(tokens, odd - 2));
        return new LabelledSequence(tokens, labels);
    }

    /** A uniform digit at an even position, a uniform operator at an odd one. */
    int token(SplittableRandom random, int position) {
        return position % 2 == 0 ? DIGIT + random.nextInt(modulus) : PLUS + random.nextInt(multiplication ? 3 : 2);
    }

    /** The value in 0 .. m-1 of digits and operators in turn, beginning and ending with a digit; one pass. */
    public int value(int[] expression) {
        if (expression.length % 2 == 0) {
            throw new IllegalArgumentException("An expression of digits and operators in turn has an odd length, not "
                    + expression.length + ".");
        }
        return prefixValues(expression)[expression.length / 2];
    }

    /** The value of the expression up to and including each of its digits. */
    int[] prefixValues(int[] expression) {
        var accumulator = new Accumulator(modulus);
        int[] values = new int[(expression.length + 1) / 2];
        for (int t = 0; t < expression.length; t++) {
            int token = expression[t];
            if (t % 2 == 0) {
                if (token < DIGIT || token >= DIGIT + modulus) {
                    throw new IllegalArgumentException("Token %d at position %d is no digit.".formatted(token, t));
                }
                accumulator.digit(token - DIGIT);
                values[t / 2] = accumulator.value();
            } else {
                switch (token) {
                    case TIMES -> accumulator.times();
                    case PLUS -> accumulator.plus(1);
                    case MINUS -> accumulator.plus(-1);
                    default ->
                        throw new IllegalArgumentException("Token %d at position %d is no operator.".formatted(token,
                                t));
                }
            }
        }
        return values;
    }
}
