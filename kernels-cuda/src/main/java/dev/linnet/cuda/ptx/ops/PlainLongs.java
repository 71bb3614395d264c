package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;

/**
 * Arithmetic with results of 64 bits, lane by lane; one class for all of it, as {@link PlainWords} is.
 *
 * @param d where the results go
 * @param a where the operands are, words for some kinds; the second one is not looked at by every kind
 */
record PlainLongs(Kind kind, int d, int a, int b) implements Op {
    /** What is computed. */
    enum Kind {
        SAME, ADD, SUBTRACT, MULTIPLY, AND, OR, SHIFT_LEFT, MULTIPLY_SIGNED, MULTIPLY_UNSIGNED, SIGNED, UNSIGNED
    }

    @Override
    public void run(Warp w) {
        for (int m = w.mask; m != 0; m &= m - 1) {
            int k = Integer.numberOfTrailingZeros(m);
            w.q[d + k] = result(w.r, w.q, a + k, b + k);
        }
    }

    private long result(int[] r, long[] q, int x, int y) {
        return switch (kind) {
            case SAME -> q[x];
            case ADD -> q[x] + q[y];
            case SUBTRACT -> q[x] - q[y];
            case MULTIPLY -> q[x] * q[y];
            case AND -> q[x] & q[y];
            case OR -> q[x] | q[y];
            case SHIFT_LEFT -> r[y] < 0 || r[y] > 63 ? 0 : q[x] << r[y];
            case MULTIPLY_SIGNED -> (long) r[x] * r[y];
            case MULTIPLY_UNSIGNED -> (r[x] & 0xffffffffL) * (r[y] & 0xffffffffL);
            case SIGNED -> r[x];
            case UNSIGNED -> r[x] & 0xffffffffL;
        };
    }
}
