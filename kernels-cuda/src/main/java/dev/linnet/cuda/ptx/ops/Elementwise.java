package dev.linnet.cuda.ptx.ops;

import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongToIntFunction;
import java.util.function.LongUnaryOperator;

import dev.linnet.cuda.ptx.machine.Op;

/** Ops that compute lane by lane. For opcodes that are too rare to deserve vector code. */
final class Elementwise {
    /** Of three 32-bit values. */
    @FunctionalInterface
    interface IntTernary {
        int apply(int a, int b, int c);
    }

    /** Of three 64-bit values. */
    @FunctionalInterface
    interface LongTernary {
        long apply(long a, long b, long c);
    }

    private Elementwise() {}

    static Op ints(int d, int a, IntUnaryOperator f) {
        return w -> {
            int[] r = w.r;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                r[d + i] = f.applyAsInt(r[a + i]);
            }
        };
    }

    static Op ints(int d, int a, int b, IntBinaryOperator f) {
        return w -> {
            int[] r = w.r;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                r[d + i] = f.applyAsInt(r[a + i], r[b + i]);
            }
        };
    }

    static Op ints(int d, int a, int b, int c, IntTernary f) {
        return w -> {
            int[] r = w.r;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                r[d + i] = f.apply(r[a + i], r[b + i], r[c + i]);
            }
        };
    }

    static Op longs(int d, int a, LongUnaryOperator f) {
        return w -> {
            long[] q = w.q;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                q[d + i] = f.applyAsLong(q[a + i]);
            }
        };
    }

    static Op longs(int d, int a, int b, LongBinaryOperator f) {
        return w -> {
            long[] q = w.q;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                q[d + i] = f.applyAsLong(q[a + i], q[b + i]);
            }
        };
    }

    static Op longs(int d, int a, int b, int c, LongTernary f) {
        return w -> {
            long[] q = w.q;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                q[d + i] = f.apply(q[a + i], q[b + i], q[c + i]);
            }
        };
    }

    /** A 32-bit result of a 64-bit value. */
    static Op longToInt(int d, int a, LongToIntFunction f) {
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                w.r[d + i] = f.applyAsInt(w.q[a + i]);
            }
        };
    }

    /** A 64-bit result of a 32-bit value. */
    static Op intToLong(int d, int a, IntToLongFunction f) {
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int i = Integer.numberOfTrailingZeros(m);
                w.q[d + i] = f.applyAsLong(w.r[a + i]);
            }
        };
    }
}
