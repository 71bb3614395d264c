package dev.linnet.cuda.ptx.jit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;

/** What compiled code calls: small enough that the virtual machine's compiler takes it into the callers. */
public final class LaneCode {
    /** All of the host's memory; compiled code has checked where it accesses it. */
    // Every access has been compared with the limits of a live buffer.
    @SuppressWarnings("restricted")
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle PARAMETER_INT = MethodHandles.byteArrayViewVarHandle(int[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle PARAMETER_LONG = MethodHandles.byteArrayViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);

    private static final int LINE = 64;

    /** So many calls of each method below that has a plain twin use that, which a new virtual machine runs much quicker. */
    private static final int PLAIN_CALLS = 10_000;
    private static final int PLAIN_SHUFFLES = 100_000;
    /** Threads may lose each other's counts. */
    private static int gathers;
    private static int exchanges;
    private static int shuffles;

    private static final float NOT_A_NUMBER = Float.intBitsToFloat(Lanes.NAN);

    private LaneCode() {}

    /** A parameter of 32 bits. */
    public static int parameterInt(byte[] parameters, int at) {
        return (int) PARAMETER_INT.get(parameters, at);
    }

    /** A parameter of 64 bits. */
    public static long parameterLong(byte[] parameters, int at) {
        return (long) PARAMETER_LONG.get(parameters, at);
    }

    /** A word at a host address. */
    public static int word(long at) {
        return MEMORY.get(INT, at);
    }

    /** Reads a word of each cache line behind what a warp loads at an address. */
    public static int touch(long at, int reach) {
        int touched = 0;
        for (int k = ReadAhead.ROW; k < ReadAhead.ROW + reach; k += LINE) {
            touched ^= MEMORY.get(INT, at + k);
        }
        return touched;
    }

    /** Stores the lanes of a mask. */
    public static void store(IntVector v, long at, int mask) {
        v.intoMemorySegment(MEMORY, at, ByteOrder.LITTLE_ENDIAN, VectorMask.fromLong(Lanes.I, mask));
    }

    /** Stores the lanes of a mask to shared memory. */
    public static void store(IntVector v, int[] shared, int at, int mask) {
        v.intoArray(shared, at, VectorMask.fromLong(Lanes.I, mask));
    }

    /**
     * Gathers words of the lanes of one vector: from {@code at} on, so many in a row for each lane, {@code places} apart. Returns no
     * vectors: where the virtual machine's compiler does not take a call into its caller, it would have to make objects of them.
     *
     * @param out where the lanes' first words go, their second ones {@link Lanes#COUNT} behind, and so on
     */
    public static void gather(int[] words, int at, int[] places, int inARow, int[] out, int to) {
        if (gathers < PLAIN_CALLS) {
            gathers++;
            gatherPlainly(words, at, places, inARow, out, to);
            return;
        }
        for (int k = 0; k < inARow; k++) {
            IntVector.fromArray(Lanes.I, words, at + k, places, 0).intoArray(out, to + k * Lanes.COUNT);
        }
    }

    /** The same for floats, whose bits stay as they are. */
    public static void gather(int[] words, int at, int[] places, int inARow, float[] out, int to) {
        if (gathers < PLAIN_CALLS) {
            gathers++;
            gatherPlainly(words, at, places, inARow, out, to);
            return;
        }
        for (int k = 0; k < inARow; k++) {
            IntVector.fromArray(Lanes.I, words, at + k, places, 0)
                    .reinterpretAsFloats()
                    .intoArray(out, to + k * Lanes.COUNT);
        }
    }

    /** The obviously right twin of {@link #gather}. */
    static void gatherPlainly(int[] words, int at, int[] places, int inARow, int[] out, int to) {
        for (int k = 0; k < inARow; k++) {
            for (int j = 0; j < Lanes.IL; j++) {
                out[to + k * Lanes.COUNT + j] = words[at + k + places[j]];
            }
        }
    }

    /** The obviously right twin of {@link #gather}. */
    static void gatherPlainly(int[] words, int at, int[] places, int inARow, float[] out, int to) {
        for (int k = 0; k < inARow; k++) {
            for (int j = 0; j < Lanes.IL; j++) {
                out[to + k * Lanes.COUNT + j] = Float.intBitsToFloat(words[at + k + places[j]]);
            }
        }
    }

    /**
     * Whether a shuffle is to be done by {@link #exchange} still. The virtual machine's compiler makes one instruction of a shuffle of
     * vectors; before it has come to that, nothing is slower.
     */
    public static boolean plainly() {
        if (shuffles < PLAIN_SHUFFLES) {
            shuffles++;
            return true;
        }
        return false;
    }

    /** Gives each lane the word of the lane that {@code sources} names. */
    public static void exchange(int[] words, int[] sources, int[] out) {
        if (exchanges < PLAIN_CALLS) {
            exchanges++;
            exchangePlainly(words, sources, out);
            return;
        }
        for (int k = 0; k < Lanes.COUNT; k += Lanes.IL) {
            IntVector.fromArray(Lanes.I, words, 0, sources, k).intoArray(out, k);
        }
    }

    /** The obviously right twin of {@link #exchange}. */
    static void exchangePlainly(int[] words, int[] sources, int[] out) {
        for (int j = 0; j < Lanes.COUNT; j++) {
            out[j] = words[sources[j]];
        }
    }

    /** The same for floats. */
    public static void exchange(float[] words, int[] sources, float[] out) {
        if (exchanges < PLAIN_CALLS) {
            exchanges++;
            exchangePlainly(words, sources, out);
            return;
        }
        for (int k = 0; k < Lanes.COUNT; k += Lanes.IL) {
            FloatVector.fromArray(Lanes.F, words, 0, sources, k).intoArray(out, k);
        }
    }

    /** The obviously right twin of {@link #exchange}. */
    static void exchangePlainly(float[] words, int[] sources, float[] out) {
        for (int j = 0; j < Lanes.COUNT; j++) {
            out[j] = words[sources[j]];
        }
    }

    /** The same vector, every NaN the canonical one. */
    private static FloatVector canonical(FloatVector v) {
        return v.blend(NOT_A_NUMBER, v.compare(VectorOperators.NE, v));
    }

    /** A number beats NaN; two NaNs make the canonical one. */
    public static FloatVector min(FloatVector a, FloatVector b) {
        return canonical(
                a.min(b).blend(b, a.compare(VectorOperators.NE, a)).blend(a, b.compare(VectorOperators.NE, b)));
    }

    /** A number beats NaN; two NaNs make the canonical one. */
    public static FloatVector max(FloatVector a, FloatVector b) {
        return canonical(
                a.max(b).blend(b, a.compare(VectorOperators.NE, a)).blend(a, b.compare(VectorOperators.NE, b)));
    }

    /** A coordinate of the thread with this number in its block. */
    public static int coordinate(int axis, int thread, int blockX, int blockY) {
        return axis == 0 ? thread % blockX : axis == 1 ? thread / blockX % blockY : thread / blockX / blockY;
    }

    /** Whether the last lane's number, as a signed one, is on the same side of the first as the stride says. */
    public static boolean wrapsSigned(int first, int reach) {
        return reach >= 0 ? first > Integer.MAX_VALUE - reach : first < Integer.MIN_VALUE - reach;
    }

    /** The same for unsigned numbers. */
    public static boolean wrapsUnsigned(int first, int reach) {
        return wrapsSigned(first ^ Integer.MIN_VALUE, reach);
    }

    /** Whether all numbers from the first to the one that is {@code reach >= 0} more, which do not wrap around, are below the bound. */
    public static boolean allBelow(int first, int bound, int reach) {
        return first < Math.max(bound, Integer.MIN_VALUE + reach) - reach;
    }

    /** Whether all numbers from the first to the one that is {@code reach >= 0} more, which do not wrap around, are at most the bound. */
    public static boolean allAtMost(int first, int bound, int reach) {
        return (long) first + reach <= bound;
    }

    /** The lanes in which numbers that grow from lane to lane are less than others that do. */
    public static int less(long first, long stride, long other, long otherStride, int lanes) {
        long last = first + stride * (lanes - 1);
        long otherLast = other + otherStride * (lanes - 1);
        if (stride >= 0 && last >= first && otherStride >= 0 && otherLast >= other) {
            if (last < other) {
                return -1 >>> -lanes;
            }
            if (first >= otherLast) {
                return 0;
            }
        }
        int less = 0;
        for (int j = 0; j < lanes; j++) {
            less |= first + stride * j < other + otherStride * j ? 1 << j : 0;
        }
        return less;
    }

    /** The lanes in which numbers that grow from lane to lane are equal to others that do. */
    public static int equal(long first, long stride, long other, long otherStride, int lanes) {
        int equal = 0;
        for (int j = 0; j < lanes; j++) {
            equal |= first + stride * j == other + otherStride * j ? 1 << j : 0;
        }
        return equal;
    }

    /** Writes a vector's lanes to where the interpreter looks for them. */
    public static void fill(int[] r, int place, int first, int stride) {
        for (int j = 0; j < Lanes.IL; j++) {
            r[place + j] = first + j * stride;
        }
    }

    /** Writes a vector's lanes to where the interpreter looks for them. */
    public static void fill(long[] q, int place, long first, long stride) {
        for (int j = 0; j < Lanes.IL; j++) {
            q[place + j] = first + j * stride;
        }
    }

    /** Has the interpreter's ops do an instruction. */
    public static void run(Op[] ops, Warp w) {
        for (Op op : ops) {
            op.run(w);
        }
    }
}
