package dev.linnet.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.linnet.lanes.Lanes;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortConvolutionTest {
    @ParameterizedTest
    @CsvSource({"4,70,11", "4,3,2", "4,5,5", "3,33,9", "1,2,4"})
    void outputs_and_all_gradients_equal_sums_in_double_precision(int size, int channels, int time) {
        var parameters = new Parameters(1);
        Parameter weight = parameters.normal("w", channels, size, 1);
        var convolution = new ShortConvolution(weight);
        float[] w = parameters.values();
        float[] x = noise(2, Lanes.size(time, channels));
        float[] dy = noise(3, x.length);
        float[] y = new float[x.length];
        float[] dx = new float[x.length];
        float[] dw = new float[w.length];
        convolution.forward(w, x, y, time);
        convolution.backward(w, x, dy, dx, dw, time);
        float[] quads = new float[Quads.size(time, channels)];
        float[] moved = new float[dy.length + 32];
        System.arraycopy(dy, 0, moved, 32, dy.length);
        int half = time / 2 / Quads.STEPS * Quads.STEPS;
        for (int from : new int[] {half, 0}) {
            convolution.backwardQuads(w, x, moved, 32 + Lanes.size(from, channels), quads, Quads.index(from, channels),
                    new float[convolution.sums()], 0, from, from == half ? time : half, time);
        }
        double[] dxWanted = new double[x.length];
        double[] dwWanted = new double[w.length];
        for (int t = 0; t < time; t++) {
            for (int c = 0; c < channels; c++) {
                for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                    int at = Lanes.index(t, c, lane, channels);
                    double wanted = 0;
                    for (int i = Math.max(0, size - 1 - t); i < size; i++) {
                        int from = Lanes.index(t - size + 1 + i, c, lane, channels);
                        wanted += (double) w[c * size + i] * x[from];
                        dxWanted[from] += (double) w[c * size + i] * dy[at];
                        dwWanted[c * size + i] += (double) x[from] * dy[at];
                    }
                    assertEquals(wanted, y[at], 1e-5);
                }
            }
        }
        for (int t = 0; t < time; t++) {
            for (int c = 0; c < channels; c++) {
                for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                    int at = Lanes.index(t, c, lane, channels);
                    assertEquals(dxWanted[at], dx[at], 1e-5);
                    assertEquals(dx[at], quads[Quads.index(t, channels) + c * Quads.ROW + lane]);
                }
            }
        }
        for (int n = 0; n < w.length; n++) {
            assertEquals(dwWanted[n], dw[n], 1e-4);
        }
    }

    private static float[] noise(long seed, int size) {
        var random = new SplittableRandom(seed);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }
}
