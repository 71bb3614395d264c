package dev.linnet.odeen.learned;

import java.util.Arrays;

/**
 * A table: the structures of a new phenomenon that were looked at, with their labels. Structures may come more than once, and even with
 * both labels; networks take such a table as they take any.
 *
 * @param structures their numbers
 * @param labels     true for accepted
 */
public record Observations(int[] structures, boolean[] labels) {
    public Observations {
        if (structures.length != labels.length) {
            throw new IllegalArgumentException(
                    "There are %d structures but %d labels.".formatted(structures.length, labels.length));
        }
    }

    /** How many there are. */
    public int size() {
        return structures.length;
    }

    /** The first so many of them. */
    public Observations first(int count) {
        if (count < 0 || count > size()) {
            throw new IllegalArgumentException("count is %d; the table has %d structures.".formatted(count, size()));
        }
        return new Observations(Arrays.copyOf(structures, count), Arrays.copyOf(labels, count));
    }

    void requireSome() {
        if (size() == 0) {
            throw new IllegalArgumentException("The table is empty; look at a structure first.");
        }
    }
}
