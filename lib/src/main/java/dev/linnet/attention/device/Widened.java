package dev.linnet.attention.device;

import dev.linnet.cuda.Buffer;

/** Rows filled up with zeros to the width that kernels have, and cut again. */
record Widened(int width) {
    /** Rows of {@code from} numbers, rounded to bf16. */
    Buffer bf16(float[] rows, int from) {
        var wide = filledUp(rows, from);
        return Buffer.bf16(wide.length).set(wide);
    }

    /** Rows of {@code from} numbers with zeros behind them. */
    float[] filledUp(float[] rows, int from) {
        int count = rows.length / from;
        var wide = new float[Math.multiplyExact(count, width)];
        for (int row = 0; row < count; row++) {
            System.arraycopy(rows, row * from, wide, row * width, from);
        }
        return wide;
    }

    Buffer bf16(long rows) {
        return Buffer.bf16(rows * width);
    }

    /** The first {@code to} numbers of each row. */
    float[] cut(Buffer rows, int to) {
        var wide = rows.toFloats();
        int count = wide.length / width;
        var narrow = new float[Math.multiplyExact(count, to)];
        for (int row = 0; row < count; row++) {
            System.arraycopy(wide, row * width, narrow, row * to, to);
        }
        return narrow;
    }

    /** States of {@code keys x values}, or zeros for none. */
    Buffer states(float[] states, int count, int keys, int values) {
        var wide = new float[Math.multiplyExact(count, width * width)];
        if (states.length > 0) {
            for (int row = 0; row < count * keys; row++) {
                System.arraycopy(states, row * values, wide, (row / keys * width + row % keys) * width, values);
            }
        }
        return Buffer.f32(wide.length).set(wide);
    }

    Buffer states(int count) {
        return Buffer.f32((long) count * width * width);
    }

    /** The {@code keys x values} of each state. */
    float[] cutStates(Buffer states, int count, int keys, int values) {
        var wide = states.toFloats();
        var narrow = new float[Math.multiplyExact(count, keys * values)];
        for (int row = 0; row < count * keys; row++) {
            System.arraycopy(wide, (row / keys * width + row % keys) * width, narrow, row * values, values);
        }
        return narrow;
    }
}
