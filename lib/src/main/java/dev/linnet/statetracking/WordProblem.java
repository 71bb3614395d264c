package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The word problem of a finite group: after every letter, name the product so far.
 *
 * <p>Tokens: letter i of {@code letters} is token i; token {@code letters.length} is BOS, at position 0, without a label. With
 * more than one token a letter, the letter is followed by fillers, token {@code letters.length + 1}, and only the last of its
 * tokens has a label: as many steps of a recurrence serve one letter. A size counts the letters, so an example has
 * 1 + size tokensPerLetter positions. Letters are uniform. Label of letter t: y_t = x_t y_{t-1} with {@code newestActsLast},
 * y_{t-1} x_t without; y_0 the identity.
 *
 * <p>Sources: arXiv 2502.10297 section 4 and arXiv 2411.12537 section 5.3 (four tokens a letter); the word-problem generator of
 * Merrill et al. composes the other way round.
 *
 * @param group          the group
 * @param letters        the elements that occur as letters
 * @param newestActsLast the composition order
 * @param tokensPerLetter 1, or more to follow every letter by fillers
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record WordProblem(Group group, int[] letters, boolean newestActsLast, int tokensPerLetter) implements Task {
    public WordProblem {
        if (letters.length == 0) {
            throw new IllegalArgumentException("A word problem needs at least one letter.");
        }
        for (int letter : letters) {
            if (letter < 0 || letter >= group.order()) {
                throw new IllegalArgumentException("Letter %d is not an element of %s.".formatted(letter, group));
            }
        }
        if (tokensPerLetter < 1) {
            throw new IllegalArgumentException("tokensPerLetter is " + tokensPerLetter + "; it must be at least 1.");
        }
    }

    /** One token a letter. */
    public WordProblem(Group group, int[] letters, boolean newestActsLast) {
        this(group, letters, newestActsLast, 1);
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

    /** The permutations of n points that move at most {@code points} of them; {@code points} = 2 is {@link #swaps}. */
    public static WordProblem moving(int n, int points) {
        Group group = Group.symmetric(n);
        return new WordProblem(group, group.moving(points), true);
    }

    /** This problem with every letter followed by {@code tokens} - 1 fillers. */
    public WordProblem withTokensPerLetter(int tokens) {
        return new WordProblem(group, letters, newestActsLast, tokens);
    }

    @Override
    public String name() {
        String name = letters.length == group.order()
                ? group.name()
                : group.name() + ", " + letters.length + " letters";
        return tokensPerLetter == 1 ? name : name + ", " + tokensPerLetter + " tokens a letter";
    }

    @Override
    public int vocabulary() {
        return letters.length + (tokensPerLetter == 1 ? 1 : 2);
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
        int[] tokens = new int[1 + size * tokensPerLetter];
        int[] labels = new int[tokens.length];
        Arrays.fill(tokens, letters.length + 1);
        Arrays.fill(labels, LabelledSequence.IGNORED);
        tokens[0] = letters.length;
        int product = group.identity();
        for (int t = 0; t < size; t++) {
            int letter = random.nextInt(letters.length);
            int element = letters[letter];
            product = newestActsLast ? group.product(element, product) : group.product(product, element);
            tokens[1 + t * tokensPerLetter] = letter;
            labels[(t + 1) * tokensPerLetter] = product;
        }
        return new LabelledSequence(tokens, labels);
    }

    @Override
    public int labelsUpTo(int size) {
        return size;
    }
}
