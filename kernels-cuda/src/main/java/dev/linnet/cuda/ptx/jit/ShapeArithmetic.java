package dev.linnet.cuda.ptx.jit;

import dev.linnet.cuda.ptx.parse.Instruction;

/** The shapes of sums, products, shifts and bitwise combinations of integers, from the shapes of the operands. */
final class ShapeArithmetic {
    private ShapeArithmetic() {}

    static Shape flat(Shape a, Shape b) {
        if (a.none() || b.none()) {
            return Shape.NONE;
        }
        if (!a.flat() || !b.flat()) {
            return Shape.VECTOR;
        }
        return Shape.scalar(a.wider(b), 0, 0);
    }

    static Shape sum(Shape a, Shape b, int sign) {
        if (a.none() || b.none()) {
            return Shape.NONE;
        }
        if (!a.scalar() || !b.scalar()) {
            return Shape.VECTOR;
        }
        if (a.value() != null && b.value() != null) {
            return Shape.constant(a.value() + sign * b.value());
        }
        Shape.Kind kind = a.wider(b);
        return Shape.scalar(kind, a.stride() + sign * b.stride(), Math.min(a.align(kind), b.align(kind)));
    }

    static Shape product(Shape a, Shape b, Instruction i) {
        if (a.none() || b.none()) {
            return Shape.NONE;
        }
        if (!a.scalar() || !b.scalar()) {
            return Shape.VECTOR;
        }
        boolean unsigned = i.has(".wide") && i.type().startsWith("u");
        if (a.stride() == 0 && b.stride() == 0) {
            return Shape.scalar(a.wider(b), 0, (int) Math.min(31L, (long) a.align() + b.align()));
        }
        Long c = a.stride() == 0 ? a.value() : b.value();
        Shape x = a.stride() == 0 ? b : a;
        if (c == null || (i.has(".wide") && a.stride() == 0) || x.stride() == 0) {
            return Shape.VECTOR;
        }
        long factor = i.has(".wide") ? unsigned ? c & 0xffffffffL : (int) (long) c : c;
        if (Math.abs(factor) > 1 << 20) {
            return Shape.VECTOR;
        }
        Shape.Kind kind = a.wider(b);
        return Shape.scalar(kind, x.stride() * factor,
                (int) Math.min(31L, x.align(kind) + (factor == 0 ? 31L : Long.numberOfTrailingZeros(factor))));
    }

    static Shape shiftLeft(Shape a, Shape n, int bits) {
        if (a.none() || n.none()) {
            return Shape.NONE;
        }
        if (!a.scalar() || n.value() == null || n.value() < 0 || n.value() >= bits) {
            return Shape.VECTOR;
        }
        int by = (int) (long) n.value();
        if (a.value() != null && by < 20 && Math.abs(a.value()) < 1 << 20) {
            return Shape.constant(a.value() << by);
        }
        if (a.stride() != 0 && (by > 20 || Math.abs(a.stride()) > 1 << 20)) {
            return Shape.VECTOR;
        }
        return new Shape(a.kind(), a.stride() << by, (int) Math.min(31L, (long) a.align() + by), null);
    }

    static Shape logic(String base, Shape a, Shape b) {
        if (a.none() || b.none()) {
            return Shape.NONE;
        }
        if (a.flat() && b.flat()) {
            return flat(a, b);
        }
        if (!a.scalar() || !b.scalar() || (!a.flat() && !b.flat())) {
            return Shape.VECTOR;
        }
        Shape x = a.flat() ? b : a;
        Shape c = a.flat() ? a : b;
        Shape whole = x.single() && c.single() ? masked(base, x, c) : Shape.VECTOR;
        return whole.vector() ? masked(base, x.inVectors(), c.inVectors()) : whole;
    }

    /** What moves from lane to lane, with what is the same in all lanes. */
    private static Shape masked(String base, Shape x, Shape c) {
        if (!x.fits()) {
            return Shape.VECTOR;
        }
        if (base.equals("and")) {
            if (c.value() == null) {
                return Shape.VECTOR;
            }
            long moving = (1L << x.moving()) - 1;
            long low = c.value() & moving;
            return low == 0
                    ? Shape.scalar(x.kind(), 0, Math.min(31, Long.numberOfTrailingZeros(c.value())))
                    : low == moving ? Shape.scalar(x.kind(), x.stride(), Math.min(x.align(), 31)) : Shape.VECTOR;
        }
        return c.align() >= x.moving()
                ? Shape.scalar(x.kind(), x.stride(), Math.min(x.align(), c.align()))
                : Shape.VECTOR;
    }
}
