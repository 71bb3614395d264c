package dev.linnet.statetracking;

import java.util.SplittableRandom;

/**
 * A range of example sizes, both ends included.
 *
 * @param from smallest size, at least 1
 * @param to   largest size
 */
public record Sizes(int from, int to) {
    public Sizes {
        if (from < 1 || to < from) {
            throw new IllegalArgumentException("Sizes %d..%d: they must be at least 1 and in rising order.".formatted(
                    from, to));
        }
    }

    /** One size only. */
    public static Sizes exactly(int size) {
        return new Sizes(size, size);
    }

    /** A uniform size. */
    public int draw(SplittableRandom random) {
        return random.nextInt(from, to + 1);
    }

    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + ".." + to;
    }
}
