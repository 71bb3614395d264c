package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;

/**
 * Comparisons of words, lane by lane; one class for all of them, as {@link PlainWords} is.
 *
 * @param d the predicate
 * @param a where the operands are
 */
record PlainComparison(Kind kind, int d, int a, int b) implements Op {
    /** Signed relations, then unsigned ones. */
    enum Kind {
        EQUAL, UNEQUAL, LESS, AT_MOST, GREATER, AT_LEAST, BELOW, NOT_ABOVE, ABOVE, NOT_BELOW
    }

    @Override
    public void run(Warp w) {
        int yes = 0;
        for (int m = w.mask; m != 0; m &= m - 1) {
            int k = Integer.numberOfTrailingZeros(m);
            yes |= holds(w.r[a + k], w.r[b + k]) ? 1 << k : 0;
        }
        w.p[d] = (w.p[d] & ~w.mask) | yes;
    }

    private boolean holds(int x, int y) {
        return switch (kind) {
            case EQUAL -> x == y;
            case UNEQUAL -> x != y;
            case LESS -> x < y;
            case AT_MOST -> x <= y;
            case GREATER -> x > y;
            case AT_LEAST -> x >= y;
            case BELOW -> Integer.compareUnsigned(x, y) < 0;
            case NOT_ABOVE -> Integer.compareUnsigned(x, y) <= 0;
            case ABOVE -> Integer.compareUnsigned(x, y) > 0;
            case NOT_BELOW -> Integer.compareUnsigned(x, y) >= 0;
        };
    }
}
