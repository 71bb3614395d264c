package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Arithmetic modulo m with brackets, with one label, in the paper's token layout.
 *
 * <p>Tokens: the digits 0 .. m-1, then '+', '-', '*', '(', ')', '=' and padding. An expression of n tokens is
 *
 * <pre>
 *   n = 1: d     n = 2: -d     n = 3: (d)     n = 4: (-d)     n >= 5: ( left op right ), |left| uniform in 1 .. n-4
 * </pre>
 *
 * and an example of size s has an expression of n = max(s, 5) - 3 tokens, then '=' and the answer slot, whose token is 0. The only
 * label, the value, stands at the '='. A '-' before a digit binds tightest.
 *
 * <p>Source: arXiv 2411.12537, repository {@code unlocking_state_tracking}; its stored configuration has '+' and '-' only, the main
 * column of the paper's table all three operators, both with m = 5.
 *
 * @param modulus        m, at least 2
 * @param multiplication whether '*' occurs
 */
public record BracketedArithmetic(int modulus, boolean multiplication) implements Task {
    /** Training sizes of the paper. */
    public static final Sizes TRAINING = new Sizes(3, 40);
    /** Test sizes of the paper. */
    public static final Sizes TEST = new Sizes(40, 256);

    private static final int OPERATORS = 3;
    private static final String SYMBOLS = "+-*()=";

    public BracketedArithmetic {
        ModularArithmetic.requireModulus(modulus);
    }

    /** Modulo 5 with all three operators. */
    public BracketedArithmetic() {
        this(5, true);
    }

    @Override
    public String name() {
        return "mod " + modulus + " with brackets" + (multiplication ? "" : ", + and - only");
    }

    @Override
    public int vocabulary() {
        return modulus + SYMBOLS.length() + 1;
    }

    @Override
    public int classes() {
        return vocabulary();
    }

    @Override
    public double chance() {
        return 1.0 / modulus;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("An expression of size " + size + "; it must be at least 1.");
        }
        int n = Math.max(size, 5) - 3;
        var writer = new Writer(random, n + 2);
        int value = writer.expression(n);
        writer.put('=');
        int[] labels = new int[n + 2];
        Arrays.fill(labels, LabelledSequence.IGNORED);
        labels[n] = value;
        return new LabelledSequence(writer.tokens, labels);
    }

    /** The token of one of "+-*()=". */
    int symbol(char symbol) {
        return modulus + SYMBOLS.indexOf(symbol);
    }

    /** An expression as people write it. */
    public String text(int[] expression) {
        var text = new StringBuilder();
        for (int token : expression) {
            text.append(token < modulus ? Integer.toString(token) : String.valueOf(SYMBOLS.charAt(token - modulus)));
        }
        return text.toString();
    }

    private final class Writer {
        private final SplittableRandom random;
        private final int[] tokens;
        private int at;

        Writer(SplittableRandom random, int size) {
            this.random = random;
            tokens = new int[size];
        }

        void put(char symbol) {
            tokens[at++] = symbol(symbol);
        }

        /** Appends an expression of {@code n} tokens; returns its value. */
        int expression(int n) {
            if (n <= 2) {
                return signedDigit(n == 2);
            }
            put('(');
            int value;
            if (n <= 4) {
                value = signedDigit(n == 4);
            } else {
                int left = random.nextInt(1, n - 3);
                int operator = random.nextInt(multiplication ? OPERATORS : OPERATORS - 1);
                int first = expression(left);
                tokens[at++] = modulus + operator;
                value = apply(operator, first, expression(n - 3 - left));
            }
            put(')');
            return value;
        }

        private int signedDigit(boolean negative) {
            if (negative) {
                put('-');
            }
            int digit = random.nextInt(modulus);
            tokens[at++] = digit;
            return Math.floorMod(negative ? -digit : digit, modulus);
        }
    }

    private int apply(int operator, int a, int b) {
        return Math.floorMod(switch (operator) {
            case 0 -> a + b;
            case 1 -> a - b;
            default -> a * b;
        }, modulus);
    }

    /**
     * The value in 0 .. m-1 of an expression of this grammar, by recursive descent.
     *
     * @throws IllegalArgumentException naming the first position that the grammar does not allow
     */
    public int value(int[] expression) {
        var reader = new Reader(expression);
        int value = reader.expression();
        if (reader.at < expression.length) {
            throw reader.unexpected();
        }
        return value;
    }

    private final class Reader {
        private final int[] tokens;
        private int at;

        Reader(int[] tokens) {
            this.tokens = tokens;
        }

        int expression() {
            if (!next('(')) {
                return signedDigit();
            }
            at++;
            int value = expression();
            if (!next(')')) {
                int operator = at < tokens.length ? tokens[at] - modulus : -1;
                if (operator < 0 || operator >= OPERATORS) {
                    throw unexpected();
                }
                at++;
                value = apply(operator, value, expression());
            }
            if (!next(')')) {
                throw unexpected();
            }
            at++;
            return value;
        }

        private int signedDigit() {
            boolean negative = next('-');
            if (negative) {
                at++;
            }
            if (at == tokens.length || tokens[at] < 0 || tokens[at] >= modulus) {
                throw unexpected();
            }
            int digit = tokens[at++];
            return Math.floorMod(negative ? -digit : digit, modulus);
        }

        private boolean next(char symbol) {
            return at < tokens.length && tokens[at] == symbol(symbol);
        }

        IllegalArgumentException unexpected() {
            return new IllegalArgumentException(at < tokens.length
                    ? "Token %d at position %d does not continue an expression.".formatted(tokens[at], at)
                    : "The expression ends after %d tokens, before it is complete.".formatted(at));
        }
    }
}
