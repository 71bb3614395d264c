package dev.linnet.statetracking;

import java.util.Arrays;
import java.util.BitSet;

/** The axioms of a group, checked on its multiplication table. */
final class CayleyTable {
    /** The largest order: the table of a larger group does not pay, and takes more than 16 MB. */
    static final int MOST = 2048;

    private CayleyTable() {}

    /**
     * Checks closure, identity, inverses and associativity, in this order, and returns the identity.
     *
     * <p>Associativity by Light's test: the elements g with (a g) b = a (g b) for all a, b are closed under the operation, so
     * only a generating set is looked at: n^2 log n products instead of n^3.
     *
     * @throws IllegalArgumentException naming the axiom that fails and the elements that show it
     */
    static int check(int[][] table) {
        requireClosed(table);
        int identity = identity(table);
        for (int a = 0; a < table.length; a++) {
            requireInverse(table, a, identity);
        }
        requireAssociative(table, identity);
        return identity;
    }

    private static void requireClosed(int[][] table) {
        int order = table.length;
        if (order == 0) {
            throw new IllegalArgumentException("A group has at least one element; the table is empty.");
        }
        requireOrder(order);
        for (int a = 0; a < order; a++) {
            if (table[a] == null) {
                throw new IllegalArgumentException("Row " + a + " of the table is null; a group of " + order
                        + " elements needs " + order + " entries there.");
            }
            if (table[a].length != order) {
                throw new IllegalArgumentException(
                        "Row %d of the table has %d entries; a group of %d elements needs %d."
                                .formatted(a, table[a].length, order, order));
            }
            for (int b = 0; b < order; b++) {
                if (table[a][b] < 0 || table[a][b] >= order) {
                    throw new IllegalArgumentException("Not closed: %d * %d = %d is not one of the elements 0..%d."
                            .formatted(a, b, table[a][b], order - 1));
                }
            }
        }
    }

    static void requireOrder(long order) {
        if (order > MOST) {
            throw new IllegalArgumentException("A group of %d elements: at most %d are supported.".formatted(order,
                    MOST));
        }
    }

    private static int identity(int[][] table) {
        for (int e = 0; e < table.length; e++) {
            boolean neutral = true;
            for (int a = 0; a < table.length && neutral; a++) {
                neutral = table[e][a] == a && table[a][e] == a;
            }
            if (neutral) {
                return e;
            }
        }
        throw new IllegalArgumentException("No identity: no element e has e * a = a * e = a for every a.");
    }

    private static void requireInverse(int[][] table, int a, int identity) {
        for (int b = 0; b < table.length; b++) {
            if (table[a][b] == identity && table[b][a] == identity) {
                return;
            }
        }
        throw new IllegalArgumentException("No inverse: no element b has %d * b = b * %d = %d, the identity.".formatted(
                a, a, identity));
    }

    private static void requireAssociative(int[][] table, int identity) {
        var reached = new BitSet(table.length);
        reached.set(identity);
        while (reached.cardinality() < table.length) {
            int generator = reached.nextClearBit(0);
            requireAssociative(table, generator, table.length);
            reached.set(generator);
            close(table, reached);
        }
    }

    private static void requireAssociative(int[][] table, int middle, int order) {
        for (int a = 0; a < order; a++) {
            for (int b = 0; b < order; b++) {
                int left = table[table[a][middle]][b];
                int right = table[a][table[middle][b]];
                if (left != right) {
                    throw new IllegalArgumentException("Not associative: (%d * %d) * %d = %d, but %d * (%d * %d) = %d."
                            .formatted(a, middle, b, left, a, middle, b, right));
                }
            }
        }
    }

    /** Adds all products of elements of {@code set}, and their products, until there are no new ones. */
    private static void close(int[][] table, BitSet set) {
        int[] members = set.stream().toArray();
        for (int size = 0; size < members.length;) {
            size = members.length;
            for (int a : members) {
                for (int b : members) {
                    set.set(table[a][b]);
                }
            }
            members = set.stream().toArray();
        }
    }

    /** A copy that no one else can change. */
    static int[][] copy(int[][] table) {
        return Arrays.stream(table).map(row -> row == null ? null : row.clone()).toArray(int[][]::new);
    }
}
