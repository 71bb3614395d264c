package dev.linnet.statetracking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * One layer of DeltaNet or DeltaProduct: BOS writes the initial state, every letter multiplies it by a product of at most
 * {@code householders} reflections, and the nearest of the group's states names the product.
 *
 * @param name         what it is
 * @param source       where it comes from
 * @param group        the group
 * @param householders reflections a letter, n_h
 * @param start        the micro-steps that write the initial state
 * @param letters      for each element the micro-steps of its letter, the first acting first
 */
public record HouseholderConstruction(String name, String source, Group group, int householders,
        List<HouseholderStep> start, List<List<HouseholderStep>> letters) implements Construction {
    public HouseholderConstruction {
        if (letters.size() != group.order()) {
            throw new IllegalArgumentException(
                    "%s has %d elements, but there are steps for %d letters.".formatted(group,
                            group.order(), letters.size()));
        }
        for (List<HouseholderStep> steps : letters) {
            if (steps.size() > householders) {
                throw new IllegalArgumentException("A letter has %d micro-steps; the layer has n_h = %d.".formatted(
                        steps.size(), householders));
            }
        }
    }

    /**
     * Parity by one DeltaNet head of width 1: bit 1 has k = 1, v = 1/2, β = 2, so S &lt;- 1 - S; bit 0 has β = 0. S is the
     * parity, exactly.
     */
    public static HouseholderConstruction parity() {
        double[] one = {1};
        double[] half = {0.5};
        return new HouseholderConstruction("parity: S ← 1 − S at every 1", "Grazzi et al. 2025, theorem 3",
                Group.cyclic(2), 1, List.of(), List.of(List.of(new HouseholderStep(one, half, 0)),
                        List.of(new HouseholderStep(one, half, 2))));
    }

    /**
     * Counting modulo m by rotations of the plane, n_h = 2: letter w is H(k2) H(k1) with k1 = (1, 0) and
     * k2 = (cos πw/m, sin πw/m), the rotation by 2πw/m; BOS writes e1.
     */
    public static HouseholderConstruction counting(int m) {
        var letters = new ArrayList<List<HouseholderStep>>();
        for (int w = 0; w < m; w++) {
            double angle = Math.PI * w / m;
            letters.add(List.of(HouseholderStep.reflection(1, 1, 0),
                    HouseholderStep.reflection(1, Math.cos(angle), Math.sin(angle))));
        }
        return new HouseholderConstruction("counting mod " + m + ": rotations, n_h = 2",
                "Grazzi et al. 2025, theorem 3", Group.cyclic(m), 2, List.of(HouseholderStep.write(2, 0, 1)), letters);
    }

    /** S3 as the symmetries of a triangle in the plane, n_h = 2: rotations are two reflections, reflections one. */
    public static HouseholderConstruction triangle() {
        double r = Math.sqrt(3) / 2;
        Group group = Group.symmetric(3);
        var letters = new ArrayList<List<HouseholderStep>>(Collections.nCopies(6, List.of()));
        letters.set(group.element(1, 2, 0), List.of(reflect(1, 0), reflect(0.5, r)));
        letters.set(group.element(2, 0, 1), List.of(reflect(1, 0), reflect(0.5, -r)));
        letters.set(group.element(0, 2, 1), List.of(reflect(0, -1)));
        letters.set(group.element(1, 0, 2), List.of(reflect(r, -0.5)));
        letters.set(group.element(2, 1, 0), List.of(reflect(-r, -0.5)));
        return new HouseholderConstruction("S3: symmetries of a triangle, n_h = 2", "Siems et al. 2025, section 4",
                group, 2, identity(2), letters);
    }

    /**
     * D_n as the symmetries of a regular polygon in the plane, n_h = 2: the rotation by 2πk/n is two reflections, that rotation after the
     * reflection in the first axis is one.
     */
    public static HouseholderConstruction polygon(int n) {
        Group group = Group.dihedral(n);
        var letters = new ArrayList<List<HouseholderStep>>();
        for (int k = 0; k < n; k++) {
            letters.add(List.of(reflect(1, 0), reflect(Math.cos(Math.PI * k / n), Math.sin(Math.PI * k / n))));
        }
        for (int k = 0; k < n; k++) {
            letters.add(List.of(reflect(-Math.sin(Math.PI * k / n), Math.cos(Math.PI * k / n))));
        }
        return new HouseholderConstruction("D" + n + ": symmetries of a polygon, n_h = 2",
                "Siems et al. 2025, section 4",
                group, 2, identity(2), letters);
    }

    /**
     * Two groups in one head: states and keys side by side, the factors of the first group before those of the second,
     * n_h = n_h1 + n_h2. Two heads would do with the larger of the two.
     */
    public static HouseholderConstruction directProduct(HouseholderConstruction a, HouseholderConstruction b) {
        int keys = a.keyWidth() + b.keyWidth();
        int values = a.valueWidth() + b.valueWidth();
        var letters = new ArrayList<List<HouseholderStep>>();
        for (List<HouseholderStep> first : a.letters) {
            for (List<HouseholderStep> second : b.letters) {
                letters.add(beside(first, second, keys, values));
            }
        }
        return new HouseholderConstruction(a.name + " beside " + b.name, a.source,
                Group.directProduct(a.group, b.group),
                a.householders + b.householders, beside(a.start, b.start, keys, values), letters);
    }

    private static List<HouseholderStep> beside(List<HouseholderStep> first, List<HouseholderStep> second, int keys,
            int values) {
        var steps = new ArrayList<HouseholderStep>();
        for (HouseholderStep step : first) {
            steps.add(new HouseholderStep(Arrays.copyOf(step.key(), keys), Arrays.copyOf(step.value(), values),
                    step.beta()));
        }
        for (HouseholderStep step : second) {
            steps.add(new HouseholderStep(atEnd(step.key(), keys), atEnd(step.value(), values), step.beta()));
        }
        return steps;
    }

    private static double[] atEnd(double[] x, int size) {
        double[] moved = new double[size];
        System.arraycopy(x, 0, moved, size - x.length, x.length);
        return moved;
    }

    private HouseholderStep any() {
        return start.isEmpty() ? letters.stream().flatMap(List::stream).findFirst().orElseThrow() : start.getFirst();
    }

    /** The rows of the state, K. */
    public int keyWidth() {
        return any().key().length;
    }

    /** The columns of the state, V. */
    public int valueWidth() {
        return any().value().length;
    }

    private static HouseholderStep reflect(double... key) {
        return HouseholderStep.reflection(2, key);
    }

    /**
     * S_n by exchanges of coordinates, n_h = n - 1: an exchange of a and b is the reflection with k = (e_a - e_b)/sqrt 2, and a
     * cycle (c0 c1 … cl) the exchanges (c0 c1), (c0 c2), …, (c0 cl) in this order.
     */
    public static HouseholderConstruction swaps(int n) {
        Group group = Group.symmetric(n);
        var letters = new ArrayList<List<HouseholderStep>>();
        for (int element = 0; element < group.order(); element++) {
            letters.add(exchanges(group.permutation(element)));
        }
        return new HouseholderConstruction("S" + n + ": exchanges of coordinates, n_h = " + (n - 1),
                "Grazzi et al. 2025, theorem 3", group, n - 1, identity(n), letters);
    }

    private static List<HouseholderStep> exchanges(int[] permutation) {
        int n = permutation.length;
        double r = Math.sqrt(0.5);
        var steps = new ArrayList<HouseholderStep>();
        boolean[] seen = new boolean[n];
        for (int start = 0; start < n; start++) {
            for (int point = permutation[start]; !seen[start] && point != start; point = permutation[point]) {
                double[] key = new double[n];
                key[start] = r;
                key[point] = -r;
                steps.add(HouseholderStep.reflection(n, key));
                seen[point] = true;
            }
            seen[start] = true;
        }
        return steps;
    }

    /** S4 as the rotations of a cube, n_h = 2, K = 3. */
    public static HouseholderConstruction cube() {
        return Rotations.construction("S4: rotations of a cube, n_h = 2", Group.symmetric(4), Rotations.cube());
    }

    /** A5 as the rotations of an icosahedron, n_h = 2, K = 3. */
    public static HouseholderConstruction icosahedron() {
        return Rotations.construction("A5: rotations of an icosahedron, n_h = 2", Group.alternating(5),
                Rotations.icosahedron());
    }

    static List<HouseholderStep> identity(int n) {
        var steps = new ArrayList<HouseholderStep>();
        for (int i = 0; i < n; i++) {
            double[] value = new double[n];
            value[i] = 1;
            steps.add(HouseholderStep.write(n, i, value));
        }
        return steps;
    }

    @Override
    public int[] products(int[] word, Precision precision) {
        double[][] states = states();
        HouseholderState state = begin(precision);
        int[] products = new int[word.length];
        for (int t = 0; t < word.length; t++) {
            letters.get(word[t]).forEach(state::step);
            products[t] = nearest(states, state.values());
        }
        return products;
    }

    private HouseholderState begin(Precision precision) {
        var state = new HouseholderState(keyWidth(), valueWidth(), precision);
        start.forEach(state::step);
        return state;
    }

    /** The state that stands for each element: the one after its letter alone. */
    private double[][] states() {
        double[][] states = new double[group.order()][];
        for (int element = 0; element < states.length; element++) {
            HouseholderState state = begin(Precision.DOUBLE);
            letters.get(element).forEach(state::step);
            states[element] = state.values();
        }
        return states;
    }

    /** The largest deviation of the state from the exact one along a word, in the largest entry. */
    public double deviation(int[] word, Precision precision) {
        double[][] states = states();
        HouseholderState state = begin(precision);
        int[] right = WordProblem.of(group).prefixProducts(word);
        double worst = 0;
        for (int t = 0; t < word.length; t++) {
            letters.get(word[t]).forEach(state::step);
            double[] exact = states[right[t]];
            for (int i = 0; i < exact.length; i++) {
                worst = Math.max(worst, Math.abs(exact[i] - state.values()[i]));
            }
        }
        return worst;
    }

    private static int nearest(double[][] states, double[] state) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int element = 0; element < states.length; element++) {
            double distance = 0;
            for (int i = 0; i < state.length; i++) {
                double d = states[element][i] - state[i];
                distance += d * d;
            }
            if (distance < least) {
                least = distance;
                best = element;
            }
        }
        return best;
    }

    /** The 2 norm of all keys that occur, for tests: each is 1. */
    double[] keyNorms() {
        return letters.stream()
                .flatMap(List::stream)
                .mapToDouble(step -> Math.sqrt(Arrays.stream(step.key()).map(x -> x * x).sum()))
                .toArray();
    }
}
