package dev.linnet.statetracking;

import java.util.Arrays;

/**
 * A linear RNN whose weights are written down by hand and that solves the word problem of a group exactly, with nothing
 * trained. It reads one letter at a time and names the product so far from its state alone.
 *
 * <p>Letters are group elements, 0 .. order-1; the newest letter acts last: y_t = x_t y_{t-1}.
 */
public sealed interface Construction permits HouseholderConstruction, TwoReflections, ScalarParity, ComplexCounting {
    /** What it is, for tables. */
    String name();

    /** Where it comes from. */
    String source();

    /** The group whose word problem it solves. */
    Group group();

    /** The product after every letter of {@code word}, as read from the state. */
    int[] products(int[] word, Precision precision);

    /**
     * How often {@link #products} is wrong over a uniform random word of {@code length} letters.
     *
     * @throws IllegalArgumentException if {@code length} is less than 1
     */
    default int mistakes(int length, long seed, Precision precision) {
        WordProblem problem = WordProblem.of(group());
        int[] word = word(problem, length, seed);
        int[] right = problem.prefixProducts(word);
        int[] read = products(word, precision);
        int mistakes = 0;
        for (int t = 0; t < length; t++) {
            mistakes += read[t] == right[t] ? 0 : 1;
        }
        return mistakes;
    }

    /**
     * The letters of a uniform random word of {@code length} letters before the first wrong product: {@code length} if there is none.
     *
     * @throws IllegalArgumentException if {@code length} is less than 1
     */
    default int lettersWithoutMistake(int length, long seed, Precision precision) {
        WordProblem problem = WordProblem.of(group());
        int[] word = word(problem, length, seed);
        int wrong = Arrays.mismatch(problem.prefixProducts(word), products(word, precision));
        return wrong < 0 ? length : wrong;
    }

    private static int[] word(WordProblem problem, int length, long seed) {
        if (length < 1) {
            throw new IllegalArgumentException("A test length of " + length + "; it must be at least 1.");
        }
        return problem.word(Seeds.stream(seed, Seeds.Purpose.CONSTRUCTION, length), length);
    }
}
