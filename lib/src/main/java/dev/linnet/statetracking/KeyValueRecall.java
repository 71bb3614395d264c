package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Associative recall with values that may be replaced: pairs key, value in random order, each key written {@code writes} times
 * with fresh values; then the keys are asked for, one each, and the label is the value written <em>last</em>. A size is the number of
 * distinct keys.
 *
 * <p>Tokens: 0 filler, 1 .. keys, then the values. The pairs come first, the questions stand at distinct positions drawn uniformly
 * from the rest. Classes are values.
 *
 * <p>Source: multi-query associative recall of Arora et al. (arXiv 2312.04927), where each key is written once.
 *
 * @param keys   keys there are
 * @param values values there are
 * @param writes how often each key of an example is written
 * @param length tokens of an example
 */
public record KeyValueRecall(int keys, int values, int writes, int length) implements Task {
    public KeyValueRecall {
        if (keys < 1 || values < 2 || writes < 1) {
            throw new IllegalArgumentException(
                    "keys, values and writes are %d, %d and %d; there must be at least 1 key, 2 values and 1 write."
                            .formatted(keys, values, writes));
        }
        if (length < 2 * writes + 1) {
            throw new IllegalArgumentException("length is %d; one key with its writes and its question needs %d tokens."
                    .formatted(length, 2 * writes + 1));
        }
    }

    @Override
    public String name() {
        return writes == 1 ? "recall" : "recall, keys written %d times".formatted(writes);
    }

    @Override
    public int vocabulary() {
        return 1 + keys + values;
    }

    @Override
    public int classes() {
        return values;
    }

    @Override
    public double chance() {
        return 1.0 / values;
    }

    @Override
    public LabelledSequence example(SplittableRandom random, int size) {
        int pairs = size * writes;
        if (size < 1 || size > keys || 2 * pairs + size > length) {
            throw new IllegalArgumentException(
                    "%d keys do not fit: there are %d keys, and %d tokens hold the writes and questions of at most %d."
                            .formatted(size, keys, length, length / (2 * writes + 1)));
        }
        List<Integer> chosen = shuffled(keys, random).subList(0, size);
        var order = new ArrayList<Integer>();
        for (int write = 0; write < writes; write++) {
            order.addAll(chosen);
        }
        shuffle(order, random);
        int[] tokens = new int[length];
        int[] labels = new int[length];
        Arrays.fill(labels, LabelledSequence.IGNORED);
        int[] held = new int[keys];
        for (int pair = 0; pair < pairs; pair++) {
            int key = order.get(pair);
            held[key] = random.nextInt(values);
            tokens[2 * pair] = 1 + key;
            tokens[2 * pair + 1] = 1 + keys + held[key];
        }
        List<Integer> slots = shuffled(length - 2 * pairs, random);
        for (int question = 0; question < size; question++) {
            int at = 2 * pairs + slots.get(question);
            tokens[at] = 1 + chosen.get(question);
            labels[at] = held[chosen.get(question)];
        }
        return new LabelledSequence(tokens, labels);
    }

    private static List<Integer> shuffled(int n, SplittableRandom random) {
        var numbers = new ArrayList<Integer>();
        for (int i = 0; i < n; i++) {
            numbers.add(i);
        }
        shuffle(numbers, random);
        return numbers;
    }

    private static void shuffle(List<Integer> numbers, SplittableRandom random) {
        for (int i = numbers.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            numbers.set(j, numbers.set(i, numbers.get(j)));
        }
    }
}
