package dev.linnet.statetracking;

import dev.linnet.description.Described;
import dev.linnet.description.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A finite group as its Cayley table, checked on construction.
 *
 * <p>Element 0 need not be the identity, see {@link #identity()}. Groups of permutations number their elements by the
 * lexicographic order of the tuples (p(0), p(1), ...), so that 0 is the identity there, and multiply
 * a b = a∘b: b acts first.
 */
public final class Group implements Described {
    private final String name;
    private final int[][] table;
    private final List<int[]> permutations;
    private final int identity;

    /** The table of a group, by which it is told to another process. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    record Table(String name, int[][] products, int[][] permutations) implements Recipe {
        @Override
        public Group build() {
            return new Group(name, products, List.of(permutations));
        }
    }

    @Override
    public Table recipe() {
        return new Table(name, table, permutations.toArray(int[][]::new));
    }

    private Group(String name, int[][] table, List<int[]> permutations) {
        this.name = name;
        this.table = table;
        this.permutations = permutations;
        this.identity = CayleyTable.check(table);
    }

    /** The integers modulo m under addition, Z_m. */
    public static Group cyclic(int m) {
        if (m < 2) {
            throw new IllegalArgumentException("Counting modulo " + m + ": m must be at least 2.");
        }
        CayleyTable.requireOrder(m);
        int[][] table = new int[m][m];
        for (int a = 0; a < m; a++) {
            for (int b = 0; b < m; b++) {
                table[a][b] = (a + b) % m;
            }
        }
        return new Group("Z" + m, table, List.of());
    }

    /**
     * The 2 n symmetries of a regular n-gon, D_n, n at least 3: element k &lt; n is the rotation by 2πk/n, n + k that rotation after
     * the reflection in the first axis.
     */
    public static Group dihedral(int n) {
        if (n < 3) {
            throw new IllegalArgumentException("The symmetries of a polygon with " + n
                    + " corners: it must have at least 3.");
        }
        CayleyTable.requireOrder(2L * n);
        int[][] table = new int[2 * n][2 * n];
        for (int a = 0; a < 2 * n; a++) {
            for (int b = 0; b < 2 * n; b++) {
                // r^i s r^j = r^(i-j) s
                int turn = a < n ? a + b % n : a - b % n;
                table[a][b] = Math.floorMod(turn, n) + ((a < n) == (b < n) ? 0 : n);
            }
        }
        return new Group("D" + n, table, List.of());
    }

    /** All pairs (a, b), multiplied part by part: A x B. The pair (a, b) is element a |B| + b. */
    public static Group directProduct(Group first, Group second) {
        CayleyTable.requireOrder((long) first.order() * second.order());
        int n = second.order();
        int[][] table = new int[first.order() * n][first.order() * n];
        for (int a = 0; a < table.length; a++) {
            for (int b = 0; b < table.length; b++) {
                table[a][b] = first.product(a / n, b / n) * n + second.product(a % n, b % n);
            }
        }
        return new Group(first.name + " x " + second.name, table, List.of());
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
        return new Group(name, CayleyTable.copy(table), List.of());
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
        return moving(2);
    }

    /** The elements of a permutation group that move at most {@code points} points; the identity is one. */
    public int[] moving(int points) {
        if (points < 0) {
            throw new IllegalArgumentException("Permutations that move at most " + points
                    + " points: give at least 0.");
        }
        return IntStream.range(0, order()).filter(element -> moved(permutation(element)) <= points).toArray();
    }

    private static int moved(int[] permutation) {
        return (int) IntStream.range(0, permutation.length).filter(point -> permutation[point] != point).count();
    }

    /** Whether a b = b a for all elements. */
    public boolean isAbelian() {
        return IntStream.range(0, order())
                .allMatch(a -> IntStream.range(0, a).allMatch(b -> table[a][b] == table[b][a]));
    }

    @Override
    public String toString() {
        return name + " (" + order() + " elements)";
    }
}
