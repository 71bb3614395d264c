package dev.linnet.cuda.ptx.jit;

import java.util.Objects;

/**
 * How a register's value changes from lane to lane.
 *
 * @param stride what it grows by from one lane of a vector to the next
 * @param align  so many low bits of the vector's first lane are zero
 * @param value  what it always is; null when that is not known
 */
record Shape(Kind kind, long stride, int align, Long value) {
    /** From little to much that must be computed. */
    enum Kind {
        /** Nothing is known yet. */
        NONE,
        /** The same in all lanes of a warp. */
        UNIFORM,
        /** Affine in each vector of lanes. */
        AFFINE,
        /** Anything. */
        VECTOR
    }

    static final Shape NONE = new Shape(Kind.NONE, 0, 63, null);
    static final Shape VECTOR = new Shape(Kind.VECTOR, 0, 0, null);
    static final Shape UNIFORM = new Shape(Kind.UNIFORM, 0, 0, null);

    /** Written out, for linking what a record has takes a new virtual machine some milliseconds. */
    @Override
    public int hashCode() {
        return Long.hashCode(stride) + align;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Shape s && kind == s.kind && stride == s.stride && align == s.align
                && Objects.equals(value, s.value));
    }

    static Shape constant(long value) {
        return new Shape(Kind.UNIFORM, 0, value == 0 ? 63 : Long.numberOfTrailingZeros(value), value);
    }

    static Shape uniform(int align) {
        return new Shape(Kind.UNIFORM, 0, Math.clamp(align, 0, 63), null);
    }

    static Shape affine(long stride, int align) {
        return new Shape(Kind.AFFINE, stride, Math.clamp(align, 0, 63), null);
    }

    boolean none() {
        return kind == Kind.NONE;
    }

    boolean vector() {
        return kind == Kind.VECTOR;
    }

    boolean isUniform() {
        return kind == Kind.UNIFORM;
    }

    boolean scalar() {
        return kind == Kind.UNIFORM || kind == Kind.AFFINE;
    }

    /** Whether all lanes of a vector have the same value. */
    boolean flat() {
        return kind == Kind.UNIFORM || (kind == Kind.AFFINE && stride == 0);
    }

    /** What covers both. */
    Shape join(Shape other) {
        if (none()) {
            return other;
        }
        if (other.none()) {
            return this;
        }
        if (vector() || other.vector() || stride != other.stride) {
            return VECTOR;
        }
        Kind wider = kind.compareTo(other.kind) >= 0 ? kind : other.kind;
        Long same = value != null && value.equals(other.value) ? value : null;
        return new Shape(wider, stride, Math.min(align, other.align), same);
    }

    /** Whether the low bits that change from lane to lane do not reach beyond the zero bits of the first lane. */
    boolean fits(int lanes) {
        return stride == 0 || (stride > 0 && align > 0 && stride * (lanes - 1) < 1L << Math.min(align, 62));
    }

    /** How many low bits change within a vector. */
    int moving(int lanes) {
        return 64 - Long.numberOfLeadingZeros(stride * (lanes - 1));
    }
}
