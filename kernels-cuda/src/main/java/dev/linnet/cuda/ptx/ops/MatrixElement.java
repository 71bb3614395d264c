package dev.linnet.cuda.ptx.ops;

import java.util.List;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** The elements of a matrix fragment: several of them packed into each register of each lane. */
final class MatrixElement {
    /** What an element is: how many bits it has, and which number they stand for. */
    private enum Type {
        B1(1), S4(4), U4(4), S8(8), U8(8), E4M3(8), E5M2(8), F16(16), BF16(16), TF32(32), F32(32), S32(32), F64(64);

        private final int bits;

        Type(int bits) {
            this.bits = bits;
        }

        double number(long v) {
            return switch (this) {
                case F16 -> Float.float16ToFloat((short) v);
                case BF16 -> Float.intBitsToFloat((int) v << 16);
                // The hardware ignores the bits that tf32 does not have.
                case TF32 -> Float.intBitsToFloat((int) v & 0xffffe000);
                case F32 -> Float.intBitsToFloat((int) v);
                case F64 -> Double.longBitsToDouble(v);
                case E4M3 -> SmallFloat.E4M3.toFloat((int) v);
                case E5M2 -> SmallFloat.E5M2.toFloat((int) v);
                case S4 -> v << 60 >> 60;
                case S8 -> (byte) v;
                case S32 -> (int) v;
                case B1, U4, U8 -> v;
            };
        }

        long bits(double x) {
            return switch (this) {
                case F16 -> SmallFloat.F16.round(x);
                case F32 -> Lanes.bits((float) x);
                case F64 -> Double.doubleToRawLongBits(x);
                case S32 -> (long) x;
                default -> throw new IllegalStateException("no result is of type " + this);
            };
        }
    }

    private final Type type;
    private final int bits;
    private final int perRegister;
    private final int[] registers;

    private MatrixElement(String type, int[] registers) {
        this.type = type(type);
        this.registers = registers;
        this.bits = this.type.bits;
        this.perRegister = bits == 64 ? 1 : 32 / bits;
    }

    private static Type type(String name) {
        return Type.valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }

    static int bits(String type) {
        return type(type).bits;
    }

    /** A fragment that is read. */
    static MatrixElement source(Instruction i, Operands o, Operand operand, String type) {
        List<Operand> items = Loads.items(operand);
        return new MatrixElement(type, items.stream().mapToInt(x -> bits(type) == 64 ? o.i64(x) : o.f32(x)).toArray());
    }

    /** A fragment that is written. */
    static MatrixElement target(Instruction i, Operands o, Operand operand, String type) {
        List<Operand> items = Loads.items(operand);
        return new MatrixElement(type,
                items.stream().mapToInt(x -> bits(type) == 64 ? o.to64(x) : o.to32(x)).toArray());
    }

    /** Elements in one register. */
    int perRegister() {
        return perRegister;
    }

    int registers() {
        return registers.length;
    }

    /** Elements that one lane holds. */
    int perLane() {
        return registers.length * perRegister;
    }

    /** The bits of a lane's e-th element. */
    long raw(Warp w, int lane, int e) {
        if (bits == 64) {
            return w.q[registers[e] + lane];
        }
        int word = w.r[registers[e / perRegister] + lane];
        return bits == 32 ? word : (word >>> (e % perRegister * bits)) & ((1L << bits) - 1);
    }

    void setRaw(Warp w, int lane, int e, long value) {
        if (bits == 64) {
            w.q[registers[e] + lane] = value;
            return;
        }
        if (bits == 32) {
            w.r[registers[e] + lane] = (int) value;
            return;
        }
        int at = registers[e / perRegister] + lane;
        int shift = e % perRegister * bits;
        int ones = (1 << bits) - 1;
        w.r[at] = (w.r[at] & ~(ones << shift)) | (((int) value & ones) << shift);
    }

    /** Every lane's elements as numbers, where {@code places} says, lane after lane. */
    double[] matrix(Warp w, int[] places, int size) {
        double[] all = new double[size];
        int at = 0;
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            for (int e = 0; e < perLane(); e++) {
                all[places[at++]] = type.number(raw(w, lane, e));
            }
        }
        return all;
    }

    /** Rounds numbers to the type, each from where {@code places} says. */
    void put(Warp w, int[] places, double[] all) {
        int at = 0;
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            for (int e = 0; e < perLane(); e++) {
                setRaw(w, lane, e, type.bits(all[places[at++]]));
            }
        }
    }
}
