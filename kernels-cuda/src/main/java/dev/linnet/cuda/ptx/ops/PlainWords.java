package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.bits;
import static java.lang.Float.intBitsToFloat;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;

/**
 * Arithmetic on words, lane by lane. One class for all of it: a lambda for each kind would take a new virtual machine half a
 * millisecond each.
 *
 * @param d where the results go
 * @param a where the operands are; those behind it are not looked at by every kind
 */
record PlainWords(Kind kind, int d, int a, int b, int c) implements Op {
    /** What is computed. */
    enum Kind {
        SAME, ADD, SUBTRACT, MULTIPLY, MULTIPLY_ADD, MIN, MAX, AND, OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_SIGNED, ADD_FLOATS, SUBTRACT_FLOATS, MULTIPLY_FLOATS, FUSED
    }

    @Override
    public void run(Warp w) {
        int[] r = w.r;
        for (int m = w.mask; m != 0; m &= m - 1) {
            int k = Integer.numberOfTrailingZeros(m);
            r[d + k] = result(r[a + k], r[b + k], r[c + k]);
        }
    }

    private int result(int x, int y, int z) {
        return switch (kind) {
            case SAME -> x;
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case MULTIPLY_ADD -> x * y + z;
            case MIN -> Math.min(x, y);
            case MAX -> Math.max(x, y);
            case AND -> x & y;
            case OR -> x | y;
            case XOR -> x ^ y;
            case SHIFT_LEFT -> y < 0 || y > 31 ? 0 : x << y;
            case SHIFT_RIGHT -> y < 0 || y > 31 ? 0 : x >>> y;
            case SHIFT_SIGNED -> x >> (y < 0 || y > 31 ? 31 : y);
            case ADD_FLOATS -> bits(intBitsToFloat(x) + intBitsToFloat(y));
            case SUBTRACT_FLOATS -> bits(intBitsToFloat(x) - intBitsToFloat(y));
            case MULTIPLY_FLOATS -> bits(intBitsToFloat(x) * intBitsToFloat(y));
            case FUSED -> bits(Math.fma(intBitsToFloat(x), intBitsToFloat(y), intBitsToFloat(z)));
        };
    }
}
