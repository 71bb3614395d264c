package dev.linnet.cuda.ptx.ops;

import java.util.List;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** The elements of a matrix fragment: several of them packed into each register of each lane. */
final class MatrixElement {
    private final String type;
    private final int bits;
    private final int[] registers;

    private MatrixElement(String type, int[] registers) {
        this.type = type;
        this.registers = registers;
        this.bits = bits(type);
    }

    static int bits(String type) {
        return switch (type) {
            case "s8", "u8" -> 8;
            case "f16", "bf16" -> 16;
            case "f64" -> 64;
            default -> 32;
        };
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
        return bits == 64 ? 1 : 32 / bits;
    }

    int registers() {
        return registers.length;
    }

    /** Elements that one lane holds. */
    int perLane() {
        return registers.length * perRegister();
    }

    /** The bits of a lane's e-th element. */
    long raw(Warp w, int lane, int e) {
        if (bits == 64) {
            return w.q[registers[e] + lane];
        }
        int n = perRegister();
        int word = w.r[registers[e / n] + lane];
        return bits == 32 ? word : (word >>> (e % n * bits)) & ((1L << bits) - 1);
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
        int n = perRegister();
        int at = registers[e / n] + lane;
        int shift = e % n * bits;
        int ones = (1 << bits) - 1;
        w.r[at] = (w.r[at] & ~(ones << shift)) | (((int) value & ones) << shift);
    }

    /** A lane's e-th element as a number. */
    double get(Warp w, int lane, int e) {
        long v = raw(w, lane, e);
        return switch (type) {
            case "f16" -> SmallFloat.F16.toFloat((int) v);
            case "bf16" -> SmallFloat.BF16.toFloat((int) v);
            // The hardware ignores the bits that tf32 does not have.
            case "tf32" -> Float.intBitsToFloat((int) v & 0xffffe000);
            case "f32" -> Float.intBitsToFloat((int) v);
            case "f64" -> Double.longBitsToDouble(v);
            case "s8" -> (byte) v;
            case "u8" -> v & 0xff;
            default -> (int) v;
        };
    }

    void set(Warp w, int lane, int e, double value) {
        setRaw(w, lane, e, switch (type) {
            case "f16" -> SmallFloat.F16.round(value);
            case "f32" -> Lanes.bits((float) value);
            case "f64" -> Double.doubleToRawLongBits(value);
            default -> (long) value;
        });
    }
}
