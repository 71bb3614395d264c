package dev.linnet.cuda.ptx.machine;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Pieces of a register's 32 lanes as vectors, and storing them for the active lanes only. */
public final class Lanes {
    /** Lanes of a warp. */
    public static final int COUNT = 32;
    public static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    /** Lanes of an int or float vector. */
    public static final int IL = I.length();
    /** Lanes of a long or double vector. */
    public static final int LL = L.length();
    /** The NaN that every single-precision instruction makes. */
    public static final int NAN = 0x7fffffff;

    private Lanes() {}

    /** So many ints, or a few more that fill the last vector. */
    static int whole(int count) {
        return (count + IL - 1) / IL * IL;
    }

    public static IntVector ints(int[] r, int at) {
        return IntVector.fromArray(I, r, at);
    }

    public static FloatVector floats(int[] r, int at) {
        return IntVector.fromArray(I, r, at).reinterpretAsFloats();
    }

    public static LongVector longs(long[] q, int at) {
        return LongVector.fromArray(L, q, at);
    }

    public static DoubleVector doubles(long[] q, int at) {
        return LongVector.fromArray(L, q, at).reinterpretAsDoubles();
    }

    /** Stores the lanes whose bits are set in {@code mask}; bit 0 is the vector's first lane. {@code full} says that all 32 are. */
    public static void put(IntVector v, int[] r, int at, boolean full, int mask) {
        if (full) {
            v.intoArray(r, at);
        } else {
            v.intoArray(r, at, VectorMask.fromLong(I, mask));
        }
    }

    public static void put(LongVector v, long[] q, int at, boolean full, int mask) {
        if (full) {
            v.intoArray(q, at);
        } else {
            v.intoArray(q, at, VectorMask.fromLong(L, mask));
        }
    }

    /** Stores floats; every NaN becomes the canonical one. */
    public static void put(FloatVector v, int[] r, int at, boolean full, int mask) {
        IntVector bits = v.reinterpretAsInts();
        VectorMask<Float> nan = v.compare(VectorOperators.NE, v);
        if (nan.anyTrue()) {
            bits = bits.blend(NAN, nan.cast(I));
        }
        put(bits, r, at, full, mask);
    }

    public static void put(DoubleVector v, long[] q, int at, boolean full, int mask) {
        put(v.reinterpretAsLongs(), q, at, full, mask);
    }

    /** Bits of a float result with the canonical NaN. */
    public static int bits(float f) {
        return Float.isNaN(f) ? NAN : Float.floatToRawIntBits(f);
    }

    /** The same value in every active lane. */
    public static void fill(int[] r, int at, int value, int mask) {
        boolean full = mask == -1;
        IntVector v = IntVector.broadcast(I, value);
        for (int i = 0; i < COUNT; i += IL) {
            put(v, r, at + i, full, mask >>> i);
        }
    }

    /** The same value in every active lane. */
    public static void fill(long[] q, int at, long value, int mask) {
        boolean full = mask == -1;
        LongVector v = LongVector.broadcast(L, value);
        for (int i = 0; i < COUNT; i += LL) {
            put(v, q, at + i, full, mask >>> i);
        }
    }
}
