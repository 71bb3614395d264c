package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The word problem of a finite group: after every letter, name the product so far.
 *
 * <p>Tokens: letter i of {@code letters} is token i; token {@code letters.length} is BOS, at position 0, without a label. A
 * size counts the letters, so an example has size + 1 positions. Letters are uniform. Label of letter t:
 * y_t = x_t y_{t-1} with {@code newestActsLast}, y_{t-1} x_t without; y_0 the identity.
 *
 * <p>Sources: arXiv 2502.10297 section 4; the word-problem generator of Merrill et al. composes the other way round.
 *
 * @param group          the group
 * @param letters        the elements that occur as letters
 * @param newestActsLast the composition order
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record WordProblem(Group group, int[] letters, boolean newestActsLast) implements Task {
    public WordProblem {
        if (letters.length == 0) {
            throw new IllegalArgumentException("A word problem needs at least one letter.");
        }
        for (int letter : letters) {
            if (letter < 0 || letter >= group.order()) {
                throw new IllegalArgumentException("Letter %d is not an element of %s.".formatted(letter, group));
            }
        }
    }

    /** Every element is a letter, the newest acts last. */
    public static WordProblem of(Group group) {
        return new WordProblem(group, IntStream.range(0, group.order()).toArray(), true);
    }

    /** Counting modulo m: the word problem of Z_m. */
    public static WordProblem counting(int m) {
        return of(Group.cyclic(m));
    }

    /** Parity with a label after every bit: the word problem of Z_2. */
    public static WordProblem parityEverywhere() {
        return counting(2);
    }

    /** The identity and the exchanges of two points of S_n only. */
    public static WordProblem swaps(int n) {
        Group group = Group.symmetric(n);
        return new WordProblem(group, group.swaps(), true);
    }

    @Override
    public String name() {
        return letters.length == group.order() ? group.name() : group.name() + ", " + letters.length + " letters";
    }

    @Override
    public int vocabulary() {
        return letters.length + 1;
    }

    @Override
    public int classes() {
        return group.order();
    }

    @Override
    public double chance() {
        return 1.0 / group.order();
    }

    /** The product after every letter of a word of elements. */
    public int[] prefixProducts(int[] word) {
        int[] products = new int[word.length];
        int product = group.identity();
        for (int t = 0; t < word.length; t++) {
            product = newestActsLast ? group.product(word[t], product) : group.product(product, word[t]);
            products[t] = product;
        }
        return products;
    }

    /** A uniform word of {@code length} letters, as elements. */
    public int[] word(SplittableRandom random, int length) {
        int[] word = new int[length];
        for (int t = 0; t < length; t++) {
            word[t] = letters[random.nextInt(letters.length)];
        }
        return word;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A word of " + size + " letters; it must have at least 1.");
        }
        int[] tokens = new int[size + 1];
        int[] labels = new int[size + 1];
        tokens[0] = letters.length;
        labels[0] = LabelledSequence.IGNORED;
        int product = group.identity();
        for (int t = 0; t < size; t++) {
            int letter = random.nextInt(letters.length);
            int element = letters[letter];
            product = newestActsLast ? group.product(element, product) : group.product(product, element);
            tokens[t + 1] = letter;
            labels[t + 1] = product;
        }
        return new LabelledSequence(tokens, labels);
    }
}
