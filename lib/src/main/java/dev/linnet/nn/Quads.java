package dev.linnet.nn;

import static dev.linnet.lanes.Lanes.SPECIES;
import static dev.linnet.lanes.Lanes.WIDTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Activations of a few steps in fours, {@code [four][channel][4][16]}: what a product reads of four steps lies side by side, and so do the
 * tokens of a channel, over which the gradient of a weight is summed. Steps that fill up the last four are zeros.
 */
final class Quads {
    /** Steps of a four. */
    static final int STEPS = 4;
    /** Numbers of a channel of a four: its tokens. */
    static final int ROW = STEPS * WIDTH;

    private static final int LENGTH = SPECIES.length();

    private Quads() {}

    /** The fours that so many steps need. */
    static int fours(int steps) {
        return (steps + STEPS - 1) / STEPS;
    }

    /** The numbers that so many steps need. */
    static int size(int steps, int channels) {
        return Math.multiplyExact(Math.multiplyExact(fours(steps), channels), ROW);
    }

    /** The place of a step's first channel; the channels are {@link #ROW} apart. */
    static int index(int step, int channels) {
        return step / STEPS * channels * ROW + step % STEPS * WIDTH;
    }

    /** From {@code x [steps][channels][16]}, from {@code x0} on, to {@code to0}. */
    static void pack(float[] x, int x0, int channels, int steps, float[] to, int to0) {
        for (int t = 0; t < steps; t++) {
            int from = x0 + t * channels * WIDTH;
            int at = to0 + index(t, channels);
            for (int c = 0; c < channels; c++) {
                for (int l = 0; l < WIDTH; l += LENGTH) {
                    FloatVector.fromArray(SPECIES, x, from + c * WIDTH + l).intoArray(to, at + c * ROW + l);
                }
            }
        }
        fill(channels, steps, to, to0);
    }

    /** Sets the steps that fill up the last four to zero. */
    static void fill(int channels, int steps, float[] to, int to0) {
        for (int t = steps; t % STEPS != 0; t++) {
            int at = to0 + index(t, channels);
            for (int c = 0; c < channels; c++) {
                Arrays.fill(to, at + c * ROW, at + c * ROW + WIDTH, 0f);
            }
        }
    }

    /** The first {@code steps} steps of one four back to {@code x}. */
    static void unpack(float[] four, int channels, int steps, float[] x, int x0) {
        for (int t = 0; t < steps; t++) {
            int at = x0 + t * channels * WIDTH;
            for (int c = 0; c < channels; c++) {
                System.arraycopy(four, c * ROW + t * WIDTH, x, at + c * WIDTH, WIDTH);
            }
        }
    }
}
