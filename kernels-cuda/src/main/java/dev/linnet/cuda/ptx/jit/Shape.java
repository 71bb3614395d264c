package dev.linnet.cuda.ptx.jit;

import java.util.Objects;

import dev.linnet.cuda.ptx.machine.Lanes;

/**
 * How a register's value changes from lane to lane.
 *
 * @param stride what it grows by from one lane to the next, of a vector or where {@link #single} of the warp
 * @param align  so many low bits of the first lane are zero, of a vector or where {@link #single} of the warp
 * @param value  what it always is; null when that is not known
 */
record Shape(Kind kind, long stride, int align, Long value) {
    /** From little to much that must be computed. */
    enum Kind {
        /** Nothing is known yet. */
        NONE,
        /** The same in all lanes of a warp. */
        UNIFORM,
        /** Affine over a warp. */
        LINEAR,
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

    static Shape affine(long stride, int align) {
        return scalar(Kind.AFFINE, stride, align);
    }

    /** One that is affine over a warp, or in each vector, with no known value. */
    static Shape scalar(Kind kind, long stride, int align) {
        return new Shape(kind == Kind.LINEAR && stride == 0 ? Kind.UNIFORM : kind, stride, Math.clamp(align, 0, 63),
                null);
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
        return single() || kind == Kind.AFFINE;
    }

    /** Whether one number tells the values of all lanes of a warp. */
    boolean single() {
        return kind == Kind.UNIFORM || kind == Kind.LINEAR;
    }

    /** Lanes whose values one number tells. */
    int lanes() {
        return single() ? Lanes.COUNT : Lanes.IL;
    }

    /** What it grows by from the first lane that a number tells to the last. */
    long reach() {
        return stride * (lanes() - 1);
    }

    /** What a vector's first lane is more than that of the number which tells it. */
    long first(int vector) {
        return single() ? stride * vector * Lanes.IL : 0;
    }

    /** The same with a number for each vector. */
    Shape inVectors() {
        return kind == Kind.LINEAR
                ? affine(stride, Math.min(align, Long.numberOfTrailingZeros(stride * Lanes.IL)))
                : this;
    }

    /** Whether all lanes of a vector have the same value. */
    boolean flat() {
        return kind == Kind.UNIFORM || (kind == Kind.AFFINE && stride == 0);
    }

    /** The kind for which more must be computed. */
    Kind wider(Shape other) {
        return kind.compareTo(other.kind) >= 0 ? kind : other.kind;
    }

    /** So many low bits of each first lane are zero where numbers are kept as in that kind. */
    int align(Kind as) {
        return as == Kind.AFFINE ? inVectors().align : align;
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
        Kind wider = wider(other);
        Long same = value != null && value.equals(other.value) ? value : null;
        return new Shape(wider, stride, Math.min(align(wider), other.align(wider)), same);
    }

    /** Whether the low bits that change from lane to lane do not reach beyond the zero bits of the first lane. */
    boolean fits() {
        return stride == 0 || (stride > 0 && align > 0 && reach() < 1L << Math.min(align, 62));
    }

    /** How many low bits change from lane to lane. */
    int moving() {
        return 64 - Long.numberOfLeadingZeros(reach());
    }
}
