package dev.linnet.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;

import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.signature.CudaType.Scalar;

/**
 * Memory that stays where kernels run: it is copied only when Java reads or writes it. {@link #close()} gives it back;
 * where that is forgotten the garbage collector does.
 */
public final class Buffer implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final long ALIGNMENT = 256;

    private final Scalar type;
    private final long length;
    private final Storage storage;

    private Buffer(Scalar type, long length) {
        if (length < 1) {
            throw new IllegalArgumentException(
                    "length: " + length + " is not possible; a buffer has at least 1 element");
        }
        long bytes = Math.multiplyExact(length, type.size());
        this.type = type;
        this.length = length;
        var memory = new Storage("buffer", Arena.ofAuto().allocate(bytes, ALIGNMENT), (int) type.size());
        this.storage = memory;
        CLEANER.register(this, memory::free);
    }

    /** {@code length} floats, all 0. */
    public static Buffer f32(long length) {
        return new Buffer(Scalar.FLOAT, length);
    }

    /** {@code length} doubles, all 0. */
    public static Buffer f64(long length) {
        return new Buffer(Scalar.DOUBLE, length);
    }

    /** {@code length} ints, all 0. */
    public static Buffer i32(long length) {
        return new Buffer(Scalar.INT, length);
    }

    /** {@code length} longs, all 0. */
    public static Buffer i64(long length) {
        return new Buffer(Scalar.LONG, length);
    }

    /** {@code length} 16-bit integers, all 0. */
    public static Buffer i16(long length) {
        return new Buffer(Scalar.SHORT, length);
    }

    /** {@code length} bytes, all 0. */
    public static Buffer i8(long length) {
        return new Buffer(Scalar.CHAR, length);
    }

    /** {@code length} half-precision numbers, all 0. */
    public static Buffer f16(long length) {
        return new Buffer(Scalar.HALF, length);
    }

    /** {@code length} bfloat16 numbers, all 0. */
    public static Buffer bf16(long length) {
        return new Buffer(Scalar.BFLOAT16, length);
    }

    /** A buffer of these floats. */
    public static Buffer of(float... values) {
        return f32(values.length).set(values);
    }

    /** A buffer of these doubles. */
    public static Buffer of(double... values) {
        return f64(values.length).set(values);
    }

    /** A buffer of these ints. */
    public static Buffer of(int... values) {
        return i32(values.length).set(values);
    }

    /** A buffer of these longs. */
    public static Buffer of(long... values) {
        return i64(values.length).set(values);
    }

    /** Elements. */
    public long length() {
        return length;
    }

    /** Bytes. */
    public long bytes() {
        return length * type.size();
    }

    /** What its elements are. */
    public Scalar type() {
        return type;
    }

    Storage storage() {
        return storage;
    }

    private MemorySegment readable() {
        requireOpen();
        storage.download();
        return storage.bytes();
    }

    private MemorySegment writable() {
        requireOpen();
        storage.leave();
        return storage.bytes();
    }

    void requireOpen() {
        if (storage.freed()) {
            throw new IllegalStateException("This " + this + " was closed; make a new one.");
        }
    }

    /** Whether it was given back. */
    public boolean isClosed() {
        return storage.freed();
    }

    /** Gives the memory back; a second time does nothing. */
    @Override
    public void close() {
        storage.free();
    }

    private void requireType(boolean fits, String java) {
        if (!fits) {
            throw new IllegalArgumentException("This " + this + " does not hold " + java + " values.");
        }
    }

    private void requireLength(long given) {
        if (given != length) {
            throw new IllegalArgumentException("This " + this + " has " + length + " elements, not " + given + ".");
        }
    }

    /** Copies the values in; for {@code f16} and {@code bf16} they are rounded to the nearest. */
    public Buffer set(float... values) {
        requireType(type.floating() && type != Scalar.DOUBLE, "float");
        requireLength(values.length);
        var to = writable();
        if (type == Scalar.FLOAT) {
            MemorySegment.copy(values, 0, to, ValueLayout.JAVA_FLOAT, 0, values.length);
        } else {
            for (int i = 0; i < values.length; i++) {
                to.setAtIndex(ValueLayout.JAVA_SHORT, i, SmallFloats.bits(type, values[i]));
            }
        }
        return this;
    }

    /** Copies the values in. */
    public Buffer set(double... values) {
        requireType(type == Scalar.DOUBLE, "double");
        requireLength(values.length);
        MemorySegment.copy(values, 0, writable(), ValueLayout.JAVA_DOUBLE, 0, values.length);
        return this;
    }

    /** Copies the values in. */
    public Buffer set(int... values) {
        requireType(type == Scalar.INT, "int");
        requireLength(values.length);
        MemorySegment.copy(values, 0, writable(), ValueLayout.JAVA_INT, 0, values.length);
        return this;
    }

    /** Copies the values in. */
    public Buffer set(long... values) {
        requireType(type == Scalar.LONG, "long");
        requireLength(values.length);
        MemorySegment.copy(values, 0, writable(), ValueLayout.JAVA_LONG, 0, values.length);
        return this;
    }

    /** A copy of the values; {@code f16} and {@code bf16} are widened, which is exact. */
    public float[] toFloats() {
        requireType(type.floating() && type != Scalar.DOUBLE, "float");
        var from = readable();
        if (type == Scalar.FLOAT) {
            return from.toArray(ValueLayout.JAVA_FLOAT);
        }
        var values = new float[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = SmallFloats.value(type, from.getAtIndex(ValueLayout.JAVA_SHORT, i));
        }
        return values;
    }

    /** A copy of the values. */
    public double[] toDoubles() {
        requireType(type == Scalar.DOUBLE, "double");
        return readable().toArray(ValueLayout.JAVA_DOUBLE);
    }

    /** A copy of the values. */
    public int[] toInts() {
        requireType(type == Scalar.INT, "int");
        return readable().toArray(ValueLayout.JAVA_INT);
    }

    /** A copy of the values. */
    public long[] toLongs() {
        requireType(type == Scalar.LONG, "long");
        return readable().toArray(ValueLayout.JAVA_LONG);
    }

    /** Every byte 0. */
    public Buffer clear() {
        writable().fill((byte) 0);
        return this;
    }

    /** {@code Buffer of 1024 float}. */
    @Override
    public String toString() {
        return "Buffer of " + length + " " + type.text();
    }
}
