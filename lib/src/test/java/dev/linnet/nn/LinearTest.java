package dev.linnet.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.lanes.Lanes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearTest {
    @Test
    void outputs_and_all_gradients_equal_sums_in_double_precision_for_every_size() {
        var random = new SplittableRandom(1);
        for (int n = 0; n < 60; n++) {
            check(random, random.nextInt(1, 40), random.nextInt(1, 80), random.nextInt(0, 20), n % 2 == 0);
        }
        check(random, 132, 300, 9, true); // several blocks of columns, wide and narrow panels, a rest of everything
        check(random, 7, 257, 17, false);
    }

    @Test
    void nothing_is_added_to_the_gradient_of_an_input_that_nobody_asks_for() {
        var parameters = new Parameters(1);
        var linear = new Linear(parameters.normal("w", 3, 5, 1));
        float[] x = noise(new SplittableRandom(2), Lanes.size(4, 5));
        float[] dy = noise(new SplittableRandom(3), Lanes.size(4, 3));
        float[] with = new float[15];
        float[] without = new float[15];
        linear.backward(parameters.values(), x, dy, new float[x.length], with, 4);
        linear.backward(parameters.values(), x, dy, null, without, 4);
        assertArrayEquals(with, without);
    }

    private static void check(SplittableRandom random, int outputs, int inputs, int time, boolean biased) {
        var parameters = new Parameters(random.nextLong());
        Parameter w = parameters.normal("w", outputs, inputs, 1);
        Parameter b = biased ? parameters.normal("b", 1, outputs, 1) : null;
        var linear = new Linear(w, b);
        float[] values = parameters.values();
        float[] x = noise(random, Lanes.size(time, inputs));
        float[] dy = noise(random, Lanes.size(time, outputs));
        float[] y = noise(random, Lanes.size(time, outputs)); // overwritten
        float[] dx = noise(random, Lanes.size(time, inputs)); // added to
        float[] gradient = noise(random, parameters.size()); // added to
        double[] dxWanted = doubles(dx);
        double[] gradientWanted = doubles(gradient);
        linear.forward(values, x, y, time);
        linear.backward(values, x, dy, dx, gradient, time);
        for (int t = 0; t < time; t++) {
            for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                for (int o = 0; o < outputs; o++) {
                    double wanted = biased ? values[b.offset() + o] : 0;
                    int at = Lanes.index(t, o, lane, outputs);
                    for (int i = 0; i < inputs; i++) {
                        int in = Lanes.index(t, i, lane, inputs);
                        wanted += (double) values[o * inputs + i] * x[in];
                        dxWanted[in] += (double) values[o * inputs + i] * dy[at];
                        gradientWanted[o * inputs + i] += (double) dy[at] * x[in];
                    }
                    if (biased) {
                        gradientWanted[b.offset() + o] += dy[at];
                    }
                    assertEquals(wanted, y[at], 1e-4, outputs + " x " + inputs + " at " + t + ", " + o);
                }
            }
        }
        assertArrayEquals(dxWanted, doubles(dx), 2e-4, "dx of " + outputs + " x " + inputs + ", " + time + " steps");
        assertArrayEquals(gradientWanted, doubles(gradient), 2e-4,
                "gradients of " + outputs + " x " + inputs + ", " + time + " steps");
    }

    private static float[] noise(SplittableRandom random, int size) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private static double[] doubles(float[] numbers) {
        double[] copy = new double[numbers.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = numbers[i];
        }
        return copy;
    }
}
