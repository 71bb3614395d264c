package dev.linnet.statetracking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A finite group as its Cayley table, checked on construction.
 *
 * <p>Element 0 need not be the identity, see {@link #identity()}. Groups of permutations number their elements by the
 * lexicographic order of the tuples (p(0), p(1), ...), so that 0 is the identity there, and multiply
 * a b = a∘b: b acts first.
 */
public final class Group {
    private final String name;
    private final int[][] table;
    private final List<int[]> permutations;
    private final int identity;

    private Group(String name, int[][] table, List<int[]> permutations) {
        this.name = name;
        this.table = table;
        this.permutations = permutations;
        this.identity = check(table);
    }

    /** The integers modulo m under addition, Z_m. */
    public static Group cyclic(int m) {
        if (m < 2) {
            throw new IllegalArgumentException("Counting modulo " + m + ": m must be at least 2.");
        }
        int[][] table = new int[m][m];
        for (int a = 0; a < m; a++) {
            for (int b = 0; b < m; b++) {
                table[a][b] = (a + b) % m;
            }
        }
        return new Group("Z" + m, table, List.of());
    }

    /** All permutations of n points, S_n, n = 2..5. */
    public static Group symmetric(int n) {
        return ofPermutations("S" + n, permutations(n));
    }

    /** The even permutations of n points, A_n, n = 3..5. */
    public static Group alternating(int n) {
        return ofPermutations("A" + n, permutations(n).stream().filter(p -> inversions(p) % 2 == 0).toList());
    }

    /**
     * A group given by its table: {@code table[a][b]} is a b.
     *
     * @throws IllegalArgumentException naming the axiom that fails and the elements that show it
     */
    public static Group of(String name, int[][] table) {
        int[][] copy = new int[table.length][];
        for (int a = 0; a < table.length; a++) {
            copy[a] = table[a].clone();
        }
        return new Group(name, copy, List.of());
    }

    private static List<int[]> permutations(int n) {
        if (n < 2 || n > 5) {
            throw new IllegalArgumentException("Permutations of " + n + " points: from 2 to 5 points are supported.");
        }
        var all = new ArrayList<int[]>();
        extend(new int[n], 0, all);
        return all;
    }

    private static void extend(int[] prefix, int length, List<int[]> all) {
        if (length == prefix.length) {
            all.add(prefix.clone());
            return;
        }
        for (int point = 0; point < prefix.length; point++) {
            int candidate = point;
            if (Arrays.stream(prefix, 0, length).noneMatch(used -> used == candidate)) {
                prefix[length] = candidate;
                extend(prefix, length + 1, all);
            }
        }
    }

    private static int inversions(int[] p) {
        int count = 0;
        for (int i = 0; i < p.length; i++) {
            for (int j = i + 1; j < p.length; j++) {
                count += p[i] > p[j] ? 1 : 0;
            }
        }
        return count;
    }

    private static Group ofPermutations(String name, List<int[]> elements) {
        int[][] table = new int[elements.size()][elements.size()];
        for (int a = 0; a < elements.size(); a++) {
            for (int b = 0; b < elements.size(); b++) {
                int[] first = elements.get(b);
                int[] second = elements.get(a);
                table[a][b] = indexOf(elements, Arrays.stream(first).map(point -> second[point]).toArray());
            }
        }
        return new Group(name, table, List.copyOf(elements));
    }

    private static int indexOf(List<int[]> elements, int[] permutation) {
        for (int i = 0; i < elements.size(); i++) {
            if (Arrays.equals(elements.get(i), permutation)) {
                return i;
            }
        }
        throw new IllegalArgumentException("No element of this group is the permutation " + Arrays.toString(
                permutation) + ".");
    }

    /** Checks the axioms; returns the identity. */
    private static int check(int[][] table) {
        int order = table.length;
        if (order == 0) {
            throw new IllegalArgumentException("A group has at least one element; the table is empty.");
        }
        for (int a = 0; a < order; a++) {
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
        int identity = findIdentity(table);
        for (int a = 0; a < order; a++) {
            int element = a;
            if (Arrays.stream(table[a]).noneMatch(product -> product == identity)) {
                throw new IllegalArgumentException("No inverse: no element b has %d * b = %d, the identity.".formatted(
                        element, identity));
            }
            for (int b = 0; b < order; b++) {
                for (int c = 0; c < order; c++) {
                    int left = table[table[a][b]][c];
                    int right = table[a][table[b][c]];
                    if (left != right) {
                        throw new IllegalArgumentException("Not associative: (%d * %d) * %d = %d, %d * (%d * %d) = %d."
                                .formatted(a, b, c, left, a, b, c, right));
                    }
                }
            }
        }
        return identity;
    }

    private static int findIdentity(int[][] table) {
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

    public String name() {
        return name;
    }

    /** The number of elements. */
    public int order() {
        return table.length;
    }

    /** The element e with e a = a e = a. */
    public int identity() {
        return identity;
    }

    /** a b; for permutations a∘b, b acting first. */
    public int product(int a, int b) {
        return table[a][b];
    }

    /** The element b with a b = e. */
    public int inverse(int a) {
        for (int b = 0; b < order(); b++) {
            if (table[a][b] == identity) {
                return b;
            }
        }
        throw new IllegalStateException("A checked group has every inverse.");
    }

    /** The images (p(0), p(1), ...) of an element of a permutation group. */
    public int[] permutation(int element) {
        if (permutations.isEmpty()) {
            throw new IllegalStateException(name + " is not a group of permutations.");
        }
        return permutations.get(element).clone();
    }

    /** The number of a permutation given by its images. */
    public int element(int... permutation) {
        return indexOf(permutations, permutation);
    }

    /** The identity and every exchange of two points: the letters of the "only swaps" word problems. */
    public int[] swaps() {
        var swaps = new ArrayList<Integer>();
        for (int element = 0; element < order(); element++) {
            int[] p = permutation(element);
            int moved = 0;
            for (int point = 0; point < p.length; point++) {
                moved += p[point] == point ? 0 : 1;
            }
            if (moved == 0 || moved == 2) {
                swaps.add(element);
            }
        }
        return swaps.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public String toString() {
        return name + " (" + order() + " elements)";
    }
}
