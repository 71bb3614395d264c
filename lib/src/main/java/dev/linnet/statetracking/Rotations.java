package dev.linnet.statetracking;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Finite groups as rotations of space, each rotation a product of two reflections.
 *
 * <p>A homomorphism is given by the rotations of two generators and extended over the group by breadth-first search.
 * Source: arXiv 2502.10297; the generators are those of the presentations x^4 = y^2 = (xy)^3 = 1 and x^5 = y^2 = (xy)^3 = 1.
 */
final class Rotations {
    private Rotations() {}

    /** S4: x = (1,2,3,0) is 90° about (0,0,1), y = (0,1,3,2) is 180° about (1,0,1). */
    static double[][][] cube() {
        Group group = Group.symmetric(4);
        return extend(group, new int[] {group.element(1, 2, 3, 0), group.element(0, 1, 3, 2)},
                List.of(rotation(Math.PI / 2, 0, 0, 1), rotation(Math.PI, 1, 0, 1)));
    }

    /** A5: x = (1,2,3,4,0) is 72° about (0,1,φ), y = (0,2,1,4,3) is 180° about (0,0,1); φ = (1 + sqrt 5)/2. */
    static double[][][] icosahedron() {
        Group group = Group.alternating(5);
        return extend(group, new int[] {group.element(1, 2, 3, 4, 0), group.element(0, 2, 1, 4, 3)},
                List.of(rotation(2 * Math.PI / 5, 0, 1, (1 + Math.sqrt(5)) / 2), rotation(Math.PI, 0, 0, 1)));
    }

    static HouseholderConstruction construction(String name, Group group, double[][][] rotations) {
        var letters = new ArrayList<List<HouseholderStep>>();
        for (double[][] rotation : rotations) {
            letters.add(reflections(rotation));
        }
        return new HouseholderConstruction(name, "Siems et al. 2025, section 4", group, 2,
                HouseholderConstruction.identity(3), letters);
    }

    /** The rotation of every element, from those of generators. */
    private static double[][][] extend(Group group, int[] generators, List<double[][]> images) {
        double[][][] rotations = new double[group.order()][][];
        rotations[group.identity()] = new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        var queue = new ArrayDeque<Integer>();
        queue.add(group.identity());
        int found = 1;
        while (!queue.isEmpty()) {
            int element = queue.remove();
            for (int g = 0; g < generators.length; g++) {
                int next = group.product(generators[g], element);
                if (rotations[next] == null) {
                    rotations[next] = multiply(images.get(g), rotations[element]);
                    queue.add(next);
                    found++;
                }
            }
        }
        if (found != group.order()) {
            throw new IllegalArgumentException("The generators reach %d of the %d elements of %s.".formatted(found,
                    group.order(), group.name()));
        }
        return rotations;
    }

    static double[][] multiply(double[][] a, double[][] b) {
        double[][] product = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (int l = 0; l < 3; l++) {
                    product[i][j] += a[i][l] * b[l][j];
                }
            }
        }
        return product;
    }

    /** The rotation by {@code angle} about an axis of any length (Rodrigues). */
    private static double[][] rotation(double angle, double x, double y, double z) {
        double norm = Math.sqrt(x * x + y * y + z * z);
        double[] u = {x / norm, y / norm, z / norm};
        double[][] cross = {{0, -u[2], u[1]}, {u[2], 0, -u[0]}, {-u[1], u[0], 0}};
        double[][] rotation = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double unit = i == j ? 1 : 0;
                rotation[i][j] = Math.cos(angle) * unit + Math.sin(angle) * cross[i][j]
                        + (1 - Math.cos(angle)) * u[i] * u[j];
            }
        }
        return rotation;
    }

    /**
     * Two reflections H(n2) H(n1) that make a rotation by θ about u: n1 any unit vector orthogonal to u,
     * n2 = cos(θ/2) n1 + sin(θ/2) (u × n1). θ comes from atan2, which is exact near 180° where acos is not.
     */
    private static List<HouseholderStep> reflections(double[][] r) {
        double[] twiceSinAxis = {r[2][1] - r[1][2], r[0][2] - r[2][0], r[1][0] - r[0][1]};
        double trace = r[0][0] + r[1][1] + r[2][2];
        double angle = Math.atan2(norm(twiceSinAxis), trace - 1);
        if (angle < 1e-9) {
            return List.of();
        }
        double[] u = axis(r, twiceSinAxis, angle);
        double[] n1 = unit(Math.abs(u[0]) < 0.9 ? cross(u, new double[] {1, 0, 0}) : cross(u, new double[] {0, 1, 0}));
        double[] side = cross(u, n1);
        double[] n2 = new double[3];
        for (int i = 0; i < 3; i++) {
            n2[i] = Math.cos(angle / 2) * n1[i] + Math.sin(angle / 2) * side[i];
        }
        return List.of(HouseholderStep.reflection(3, n1), HouseholderStep.reflection(3, n2));
    }

    private static double[] axis(double[][] r, double[] twiceSinAxis, double angle) {
        if (Math.PI - angle > 1e-6) {
            return unit(twiceSinAxis);
        }
        // At 180° R + I = 2 u u^T: its longest column.
        double[] best = new double[3];
        for (int j = 0; j < 3; j++) {
            double[] column = new double[3];
            for (int i = 0; i < 3; i++) {
                column[i] = r[i][j] + (i == j ? 1 : 0);
            }
            if (norm(column) > norm(best)) {
                best = column;
            }
        }
        return unit(best);
    }

    private static double norm(double[] a) {
        return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    }

    private static double[] unit(double[] a) {
        double norm = norm(a);
        return new double[] {a[0] / norm, a[1] / norm, a[2] / norm};
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }
}
