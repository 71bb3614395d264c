package dev.linnet.probe.study;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random subsets without replacement that contain every class.
 *
 * @param ensure how every class gets in
 * @param limit  most draws before giving up, at least 1
 */
public record Subsets(Ensure ensure, int limit) {
    /** How every class gets in. */
    public enum Ensure {
        /** By drawing again until it is so, as in the paper: shares stay those of the pool, but many classes take many draws. */
        REDRAW,
        /** By one sample of each class first: quick, but small subsets then have more equal shares than the pool. */
        ONE_OF_EACH_FIRST
    }

    /** By drawing again, at most 10,000 times. */
    public static final Subsets REDRAW = new Subsets(Ensure.REDRAW, 10_000);

    public Subsets {
        if (limit < 1) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be at least 1");
        }
    }

    /**
     * Draws row numbers.
     *
     * @param labels  of the pool, {@code [rows]}
     * @param classes K; each must be in the pool
     * @param size    m, K to the pool's size
     * @return {@code [size]} different rows, in random order
     */
    public int[] draw(int[] labels, int classes, int size, SplittableRandom random) {
        if (size > labels.length || size < classes) {
            throw new IllegalArgumentException("a subset of " + size + " cannot be drawn: with " + classes
                    + " classes and a pool of " + labels.length + " it must have " + classes + " to " + labels.length);
        }
        var order = new int[labels.length];
        Arrays.setAll(order, i -> i);
        requireEveryClass(labels, classes);
        int draws = ensure == Ensure.REDRAW ? limit : 1;
        for (int draw = 0; draw < draws; draw++) {
            for (int i = 0; i < size; i++) {
                swap(order, i, i + random.nextInt(order.length - i));
            }
            if (ensure == Ensure.ONE_OF_EACH_FIRST) {
                oneOfEachFirst(order, labels, classes, size);
                return Arrays.copyOf(order, size);
            }
            if (present(order, size, labels, classes) == classes) {
                return Arrays.copyOf(order, size);
            }
        }
        throw new IllegalStateException("no subset of " + size + " with all " + classes + " classes in " + limit
                + " draws; take more samples or Subsets.Ensure.ONE_OF_EACH_FIRST");
    }

    private static void requireEveryClass(int[] labels, int classes) {
        int there = present(null, labels.length, labels, classes);
        if (there < classes) {
            throw new IllegalArgumentException("the pool has samples of " + there + " of " + classes
                    + " classes; no subset can have all");
        }
    }

    private static int present(int[] order, int size, int[] labels, int classes) {
        var seen = new boolean[classes];
        int distinct = 0;
        for (int i = 0; i < size; i++) {
            int label = labels[order == null ? i : order[i]];
            distinct += seen[label] ? 0 : 1;
            seen[label] = true;
        }
        return distinct;
    }

    /** Takes in what is missing for the last sample of a class that has another. */
    private static void oneOfEachFirst(int[] order, int[] labels, int classes, int size) {
        var counts = new int[classes];
        for (int i = 0; i < size; i++) {
            counts[labels[order[i]]]++;
        }
        for (int i = size; i < order.length; i++) {
            int label = labels[order[i]];
            if (counts[label] > 0) {
                continue;
            }
            int out = size - 1;
            while (counts[labels[order[out]]] < 2) {
                out--;
            }
            counts[labels[order[out]]]--;
            counts[label]++;
            swap(order, i, out);
        }
    }

    private static void swap(int[] order, int i, int j) {
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
    }
}
