package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Bit fields, counting bits, permuting bytes. */
final class Bits {
    private Bits() {}

    static void register(Forms f) {
        if (f.wants("bfe(.u32|.s32|.u64|.s64)")) {
            f.add(Bits::extract);
        }
        if (f.wants("bfi(.b32|.b64)")) {
            f.add(Bits::insert);
        }
        if (f.wants("bmsk(.clamp|.wrap).b32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)),
                    o.i32(arg(i, 2)),
                    i.has(".wrap") ? (x, y) -> mask32(x & 31, y & 31) : (x, y) -> mask32(atMost32(x), atMost32(y))));
        }
        if (f.wants("szext(.clamp|.wrap)(.u32|.s32)")) {
            f.add(Bits::extend);
        }
        if (f.wants("brev.b32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), Integer::reverse));
        }
        if (f.wants("brev.b64")) {
            f.add((i, o) -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), Long::reverse));
        }
        if (f.wants("clz.b32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), Integer::numberOfLeadingZeros));
        }
        if (f.wants("clz.b64")) {
            f.add((i, o) -> Elementwise.longToInt(o.to32(arg(i, 0)), o.i64(arg(i, 1)), Long::numberOfLeadingZeros));
        }
        if (f.wants("popc.b32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), Integer::bitCount));
        }
        if (f.wants("popc.b64")) {
            f.add((i, o) -> Elementwise.longToInt(o.to32(arg(i, 0)), o.i64(arg(i, 1)), Long::bitCount));
        }
        if (f.wants("bfind{.shiftamt}(.u32|.s32|.u64|.s64)")) {
            f.add(Bits::find);
        }
        if (f.wants("fns.b32")) {
            f.add((i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                    o.i32(arg(i, 3)), Bits::nth));
        }
        if (f.wants("prmt.b32{.f4e|.b4e|.rc8|.ecl|.ecr|.rc16}")) {
            f.add(Bits::permute);
        }
    }

    /** A constant that the opcode needs when it is decoded. */
    static long immediate(Instruction i, int k) {
        if (arg(i, k) instanceof Operand.Int value) {
            return value.value();
        }
        throw i.reject("operand " + k + " must be a constant");
    }

    static int atMost32(int n) {
        return n < 0 || n > 32 ? 32 : n;
    }

    /** Of positions and lengths in 64 bits all bits count, on an H100 at least; in 32 bits only the lowest eight do. */
    private static int atMost64(int n) {
        return n < 0 || n > 64 ? 64 : n;
    }

    private static int mask32(int from, int count) {
        long ones = count >= 32 ? 0xffffffffL : (1L << count) - 1;
        return from >= 32 ? 0 : (int) (ones << from);
    }

    private static Op extend(Instruction i, Operands o) {
        boolean signed = i.type().equals("s32");
        boolean wrap = i.has(".wrap");
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), (x, n) -> {
            int bits = wrap ? n & 31 : atMost32(n);
            if (bits == 0) {
                return 0;
            }
            return signed ? x << (32 - bits) >> (32 - bits) : x << (32 - bits) >>> (32 - bits);
        });
    }

    private static Op extract(Instruction i, Operands o) {
        boolean signed = i.type().startsWith("s");
        if (i.type().endsWith("64")) {
            int d = o.to64(arg(i, 0));
            int a = o.i64(arg(i, 1));
            int b = o.i32(arg(i, 2));
            int c = o.i32(arg(i, 3));
            return w -> {
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int k = Integer.numberOfTrailingZeros(m);
                    w.q[d + k] = extract(w.q[a + k], atMost64(w.r[b + k]), atMost64(w.r[c + k]), 64, signed);
                }
            };
        }
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)),
                (x, from, count) -> (int) extract(signed ? x : x & 0xffffffffL, from & 0xff, count & 0xff, 32, signed));
    }

    /** {@code count} bits from {@code from} on, filled up with the field's sign, or with the value's where the field goes beyond it. */
    private static long extract(long value, int from, int count, int width, boolean signed) {
        if (count == 0) {
            return 0;
        }
        int end = Math.min(from + count, width);
        boolean sign = signed && (value >>> (Math.min(end, width) - 1) & 1) != 0;
        long ones = from >= width ? 0 : end - from >= 64 ? -1 : (1L << (end - from)) - 1;
        long field = from >= width ? 0 : value >>> from & ones;
        return sign ? field | ~ones : field;
    }

    private static Op insert(Instruction i, Operands o) {
        int from = o.i32(arg(i, 3));
        int count = o.i32(arg(i, 4));
        if (i.type().equals("b64")) {
            int d = o.to64(arg(i, 0));
            int a = o.i64(arg(i, 1));
            int b = o.i64(arg(i, 2));
            return w -> {
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int k = Integer.numberOfTrailingZeros(m);
                    w.q[d + k] = insert(w.q[a + k], w.q[b + k], atMost64(w.r[from + k]),
                            atMost64(w.r[count + k]));
                }
            };
        }
        int d = o.to32(arg(i, 0));
        int a = o.i32(arg(i, 1));
        int b = o.i32(arg(i, 2));
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                w.r[d + k] = (int) insert(w.r[a + k], w.r[b + k], w.r[from + k] & 0xff, w.r[count + k] & 0xff);
            }
        };
    }

    private static long insert(long field, long into, int from, int count) {
        if (from >= 64) {
            return into;
        }
        long ones = (count >= 64 ? -1 : (1L << count) - 1) << from;
        return (into & ~ones) | (field << from & ones);
    }

    private static Op find(Instruction i, Operands o) {
        boolean amount = i.has(".shiftamt");
        boolean signed = i.type().startsWith("s");
        if (i.type().endsWith("64")) {
            return Elementwise.longToInt(o.to32(arg(i, 0)), o.i64(arg(i, 1)), x -> {
                int zeros = Long.numberOfLeadingZeros(signed && x < 0 ? ~x : x);
                return zeros == 64 ? -1 : amount ? zeros : 63 - zeros;
            });
        }
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), x -> {
            int zeros = Integer.numberOfLeadingZeros(signed && x < 0 ? ~x : x);
            return zeros == 32 ? -1 : amount ? zeros : 31 - zeros;
        });
    }

    /** The n-th set bit from a base on, counted upwards or downwards. */
    private static int nth(int mask, int base, int offset) {
        if (offset == 0) {
            return base >= 0 && base < 32 && (mask >>> base & 1) != 0 ? base : -1;
        }
        int step = offset > 0 ? 1 : -1;
        int left = Math.abs(offset);
        for (int k = base; k >= 0 && k < 32; k += step) {
            left -= mask >>> k & 1;
            if (left == 0) {
                return k;
            }
        }
        return -1;
    }

    private static Op permute(Instruction i, Operands o) {
        String mode = i.opcode().substring("prmt.b32".length());
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)), (x, y, s) -> {
            long bytes = (long) y << 32 | (x & 0xffffffffL);
            int result = 0;
            for (int k = 0; k < 4; k++) {
                int select = selector(mode, s, k);
                int b = (int) (bytes >>> (8 * (select & 7))) & 0xff;
                if ((select & 8) != 0) {
                    b = (b & 0x80) != 0 ? 0xff : 0;
                }
                result |= b << (8 * k);
            }
            return result;
        });
    }

    private static int selector(String mode, int s, int k) {
        int c = s & 3;
        return switch (mode) {
            case "" -> s >>> (4 * k) & 15;
            case ".f4e" -> c + k;
            case ".b4e" -> c - k & 7;
            case ".rc8" -> c;
            case ".ecl" -> Math.max(k, c);
            case ".ecr" -> Math.min(k, c);
            default -> (c & 1) * 2 + (k & 1);
        };
    }
}
