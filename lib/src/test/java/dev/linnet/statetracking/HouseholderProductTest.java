package dev.linnet.statetracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.attention.delta.DeltaRecurrence;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The paper's statements on products of generalised Householder matrices I - β k k^T. */
class HouseholderProductTest {
    private final SplittableRandom random = new SplittableRandom(12);

    @Test
    void no_product_lengthens_a_vector() {
        for (int n = 0; n < 1000; n++) {
            double[][] x = {{random.nextGaussian()}, {random.nextGaussian()}, {random.nextGaussian()},
                    {random.nextGaussian()}};
            double before = norm(x);
            for (int j = 0; j < 20; j++) {
                DeltaRecurrence.step(x, unit(4), new double[1], 2 * random.nextDouble());
            }
            assertTrue(norm(x) <= before * (1 + 1e-12));
        }
    }

    @Test
    void two_factors_with_strengths_up_to_one_have_real_eigenvalues_in_zero_to_one() {
        for (int n = 0; n < 100_000; n++) {
            double[][] a = product(random.nextDouble(), random.nextDouble());
            double trace = a[0][0] + a[1][1];
            double determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0];
            double discriminant = trace * trace - 4 * determinant;
            assertTrue(discriminant >= -1e-12, "complex eigenvalues: " + discriminant);
            double root = Math.sqrt(Math.max(0, discriminant));
            assertTrue((trace - root) / 2 >= -1e-9 && (trace + root) / 2 <= 1 + 1e-12);
        }
    }

    @Test
    void two_reflections_rotate_by_twice_the_angle_between_their_keys() {
        for (int n = 0; n < 1000; n++) {
            double first = 2 * Math.PI * random.nextDouble();
            double angle = Math.PI * random.nextDouble();
            double[][] a = {{1, 0}, {0, 1}};
            reflect(a, first, 2);
            reflect(a, first + angle, 2);
            assertEquals(Math.cos(2 * angle), a[0][0], 1e-12);
            assertEquals(Math.sin(2 * angle), a[1][0], 1e-12);
        }
    }

    @Test
    void equal_keys_collapse_to_one_factor() {
        double[] key = unit(3);
        double[][] twice = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        double[][] once = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        DeltaRecurrence.step(twice, key, new double[3], 1.7);
        DeltaRecurrence.step(twice, key, new double[3], 0.6);
        DeltaRecurrence.step(once, key, new double[3], 1 - (1 - 1.7) * (1 - 0.6));
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(once[i][j], twice[i][j], 1e-13);
            }
        }
    }

    private double[][] product(double beta1, double beta2) {
        double[][] a = {{1, 0}, {0, 1}};
        reflect(a, 2 * Math.PI * random.nextDouble(), beta1);
        reflect(a, 2 * Math.PI * random.nextDouble(), beta2);
        return a;
    }

    private static void reflect(double[][] a, double angle, double beta) {
        DeltaRecurrence.step(a, new double[] {Math.cos(angle), Math.sin(angle)}, new double[2], beta);
    }

    private double[] unit(int size) {
        double[] vector = new double[size];
        Arrays.setAll(vector, i -> random.nextGaussian());
        double norm = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        return Arrays.stream(vector).map(x -> x / norm).toArray();
    }

    private static double norm(double[][] x) {
        return Math.sqrt(Arrays.stream(x).flatMapToDouble(Arrays::stream).map(v -> v * v).sum());
    }
}
