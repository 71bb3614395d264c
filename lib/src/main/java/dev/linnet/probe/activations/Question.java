package dev.linnet.probe.activations;

import dev.linnet.nn.LabelledSequence;
import dev.linnet.statetracking.WordProblem;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * What is asked of a model's activations: a class for positions of a sequence, told by the tokens up to there. It need not be what the
 * model was trained to answer.
 *
 * @param name    in words, such as {@code parity of the ones}
 * @param classes the number of answers, at least 2
 * @param answers gives the class of every position, or {@link LabelledSequence#IGNORED}
 */
public record Question(String name, int classes, Answers answers) {
    /** The class of every position of a sequence of tokens. */
    @FunctionalInterface
    public interface Answers {
        /** As many as tokens; {@link LabelledSequence#IGNORED} where nothing is asked. */
        int[] of(int[] tokens);
    }

    public Question {
        if (classes < 2) {
            throw new IllegalArgumentException("A question with " + classes + " answers; it needs at least 2.");
        }
    }

    /** The product of all letters so far, after every letter: the group's element. */
    public static Question product(WordProblem problem) {
        return new Question("element of " + problem.group().name(), problem.group().order(), tokens -> {
            int product = problem.group().identity();
            int[] answers = new int[tokens.length];
            for (int t = 0; t < tokens.length; t++) {
                if (tokens[t] < problem.letters().length) {
                    int letter = problem.letters()[tokens[t]];
                    product = problem.newestActsLast()
                            ? problem.group().product(letter, product)
                            : problem.group().product(product, letter);
                }
                answers[t] = t > 0 && t % problem.tokensPerLetter() == 0 ? product : LabelledSequence.IGNORED;
            }
            return answers;
        });
    }

    /** The newest letter, after every letter: what any model knows without a memory. */
    public static Question newestLetter(WordProblem problem) {
        int per = problem.tokensPerLetter();
        return new Question("newest letter", problem.letters().length, tokens -> {
            int[] answers = new int[tokens.length];
            Arrays.setAll(answers, t -> t > 0 && t % per == 0 ? tokens[t - per + 1] : LabelledSequence.IGNORED);
            return answers;
        });
    }

    /** In the tokens of {@link dev.linnet.statetracking.Parity}: whether the number of ones so far is odd, after every bit. */
    public static Question parityOfOnes() {
        return new Question("parity of the ones", 2, tokens -> {
            int[] answers = new int[tokens.length];
            int ones = 0;
            for (int t = 0; t < tokens.length; t++) {
                ones += tokens[t] == 2 ? 1 : 0;
                answers[t] = tokens[t] == 0 ? LabelledSequence.IGNORED : ones % 2;
            }
            return answers;
        });
    }

    /** Whether the position is odd, counted from the first position that has an answer here, which is number 1. */
    public Question parityOfPosition() {
        return new Question("parity of the position", 2, tokens -> {
            int[] asked = answers.of(tokens);
            int count = 0;
            for (int t = 0; t < asked.length; t++) {
                if (asked[t] != LabelledSequence.IGNORED) {
                    count++;
                    asked[t] = count % 2;
                }
            }
            return asked;
        });
    }

    /** A coarser question: a function of this one's answer, such as the sign of a permutation. */
    public Question map(String newName, int newClasses, IntUnaryOperator function) {
        return new Question(newName, newClasses, tokens -> Arrays.stream(answers.of(tokens))
                .map(answer -> answer == LabelledSequence.IGNORED ? answer : function.applyAsInt(answer))
                .toArray());
    }

    /** A sequence whose labels are the answers at the lengths that are chosen: length n is the n-th position with an answer. */
    public LabelledSequence ask(int[] tokens, IntPredicate lengths) {
        int[] labels = answers.of(tokens);
        int length = 0;
        for (int t = 0; t < labels.length; t++) {
            if (labels[t] == LabelledSequence.IGNORED) {
                continue;
            }
            if (labels[t] < 0 || labels[t] >= classes) {
                throw new IllegalArgumentException("The answer to '%s' at position %d is %d; it must be 0 to %d."
                        .formatted(name, t, labels[t], classes - 1));
            }
            length++;
            if (!lengths.test(length)) {
                labels[t] = LabelledSequence.IGNORED;
            }
        }
        return new LabelledSequence(tokens, labels);
    }
}
