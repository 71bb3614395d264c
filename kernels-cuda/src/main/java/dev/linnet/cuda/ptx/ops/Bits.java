package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Bitwise logic, shifts, bit fields, counting bits, permuting bytes. */
final class Bits {
    private Bits() {}

    static void register(Forms f) {
        f.add("(and|or|xor|not|cnot)(.pred|.b16|.b32|.b64)", Bits::logic);
        f.add("lop3.b32", Bits::lop3);
        f.add("shl(.b16|.b32|.b64)", Bits::shiftLeft);
        f.add("shr(.b16|.u16|.s16|.b32|.u32|.s32|.b64|.u64|.s64)", Bits::shiftRight);
        f.add("shf(.l|.r)(.wrap|.clamp).b32", Bits::funnel);
        f.add("bfe(.u32|.s32|.u64|.s64)", Bits::extract);
        f.add("bfi(.b32|.b64)", Bits::insert);
        f.add("bmsk(.clamp|.wrap).b32", (i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)),
                o.i32(arg(i, 2)),
                i.has(".wrap") ? (x, y) -> mask32(x & 31, y & 31) : (x, y) -> mask32(atMost32(x), atMost32(y))));
        f.add("szext(.clamp|.wrap)(.u32|.s32)", Bits::extend);
        f.add("brev.b32", (i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), Integer::reverse));
        f.add("brev.b64", (i, o) -> Elementwise.longs(o.to64(arg(i, 0)), o.i64(arg(i, 1)), Long::reverse));
        f.add("clz.b32",
                (i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), Integer::numberOfLeadingZeros));
        f.add("clz.b64",
                (i, o) -> Elementwise.longToInt(o.to32(arg(i, 0)), o.i64(arg(i, 1)), Long::numberOfLeadingZeros));
        f.add("popc.b32", (i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), Integer::bitCount));
        f.add("popc.b64", (i, o) -> Elementwise.longToInt(o.to32(arg(i, 0)), o.i64(arg(i, 1)), Long::bitCount));
        f.add("bfind{.shiftamt}(.u32|.s32|.u64|.s64)", Bits::find);
        f.add("fns.b32", (i, o) -> Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)),
                o.i32(arg(i, 3)), Bits::nth));
        f.add("prmt.b32{.f4e|.b4e|.rc8|.ecl|.ecr|.rc16}", Bits::permute);
    }

    private static Op logic(Instruction i, Operands o) {
        String base = i.base();
        boolean one = base.endsWith("not");
        if (i.type().equals("pred")) {
            int d = o.toPred(arg(i, 0));
            int a = o.pred(arg(i, 1));
            int b = one ? a : o.pred(arg(i, 2));
            return switch (base) {
                case "and" -> w -> w.p[d] = (w.p[d] & ~w.mask) | (w.p[a] & w.p[b] & w.mask);
                case "or" -> w -> w.p[d] = (w.p[d] & ~w.mask) | ((w.p[a] | w.p[b]) & w.mask);
                case "xor" -> w -> w.p[d] = (w.p[d] & ~w.mask) | ((w.p[a] ^ w.p[b]) & w.mask);
                case "not" -> w -> w.p[d] = (w.p[d] & ~w.mask) | (~w.p[a] & w.mask);
                default -> throw i.reject("there is no cnot.pred");
            };
        }
        if (i.type().equals("b64")) {
            int d = o.to64(arg(i, 0));
            int a = o.i64(arg(i, 1));
            int b = one ? a : o.i64(arg(i, 2));
            return switch (base) {
                case "and" -> and64(d, a, b);
                case "or" -> or64(d, a, b);
                case "xor" -> xor64(d, a, b);
                case "not" -> not64(d, a);
                default -> Elementwise.longs(d, a, x -> x == 0 ? 1 : 0);
            };
        }
        boolean narrow = i.type().equals("b16");
        int d = o.to32(arg(i, 0));
        int a = narrow ? o.i16(arg(i, 1)) : o.i32(arg(i, 1));
        int b = one ? a : narrow ? o.i16(arg(i, 2)) : o.i32(arg(i, 2));
        return switch (base) {
            case "and" -> and32(d, a, b);
            case "or" -> or32(d, a, b);
            case "xor" -> xor32(d, a, b);
            case "not" -> narrow ? Elementwise.ints(d, a, x -> ~x & 0xffff) : not32(d, a);
            default -> Elementwise.ints(d, a, x -> x == 0 ? 1 : 0);
        };
    }

    private static Op lop3(Instruction i, Operands o) {
        int table = (int) immediate(i, 4);
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)), (x, y, z) -> {
            int result = 0;
            for (int k = 0; k < 8; k++) {
                if ((table >> k & 1) != 0) {
                    result |= ((k & 4) != 0 ? x : ~x) & ((k & 2) != 0 ? y : ~y) & ((k & 1) != 0 ? z : ~z);
                }
            }
            return result;
        });
    }

    /** A constant that the opcode needs when it is decoded. */
    static long immediate(Instruction i, int k) {
        if (arg(i, k) instanceof Operand.Int value) {
            return value.value();
        }
        throw i.reject("operand " + k + " must be a constant");
    }

    private static Op shiftLeft(Instruction i, Operands o) {
        return switch (i.type()) {
            case "b16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, n) -> n < 0 || n > 15 ? 0 : x << n & 0xffff);
            case "b32" -> shl32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
            default -> shl64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i32(arg(i, 2)));
        };
    }

    private static Op shiftRight(Instruction i, Operands o) {
        return switch (i.type()) {
            case "b16", "u16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, n) -> n < 0 || n > 15 ? 0 : x >>> n);
            case "s16" -> Elementwise.ints(o.to32(arg(i, 0)), o.i16(arg(i, 1)), o.i32(arg(i, 2)),
                    (x, n) -> (short) x >> (n < 0 || n > 15 ? 15 : n) & 0xffff);
            case "b32", "u32" -> shr32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
            case "s32" -> sar32(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
            case "s64" -> sar64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i32(arg(i, 2)));
            default -> shr64(o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i32(arg(i, 2)));
        };
    }

    private static int atMost32(int n) {
        return n < 0 || n > 32 ? 32 : n;
    }

    private static Op funnel(Instruction i, Operands o) {
        boolean left = i.has(".l");
        boolean wrap = i.has(".wrap");
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)),
                (low, high, c) -> {
                    int n = wrap ? c & 31 : atMost32(c);
                    long both = (long) high << 32 | (low & 0xffffffffL);
                    return (int) (left ? both << n >>> 32 : both >>> n);
                });
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
                    w.q[d + k] = extract(w.q[a + k], w.r[b + k] & 0xff, w.r[c + k] & 0xff, 64, signed);
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
                    w.q[d + k] = insert(w.q[a + k], w.q[b + k], w.r[from + k] & 0xff, w.r[count + k] & 0xff);
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

    /** Shift amounts beyond the width give zero, or the sign. */
    private static Op shl32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector n = ints(r, b + i);
                VectorMask<Integer> in = n.compare(VectorOperators.ULT, 32);
                put(ints(r, a + i).lanewise(VectorOperators.LSHL, n).blend(0, in.not()), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op shr32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector n = ints(r, b + i);
                VectorMask<Integer> in = n.compare(VectorOperators.ULT, 32);
                put(ints(r, a + i).lanewise(VectorOperators.LSHR, n).blend(0, in.not()), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op sar32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector n = ints(r, b + i).lanewise(VectorOperators.UMIN, 31);
                put(ints(r, a + i).lanewise(VectorOperators.ASHR, n), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op shl64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector n = Widening.unsigned(w.r, b + i);
                VectorMask<Long> in = n.compare(VectorOperators.ULT, 64);
                put(longs(q, a + i).lanewise(VectorOperators.LSHL, n).blend(0, in.not()), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op shr64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector n = Widening.unsigned(w.r, b + i);
                VectorMask<Long> in = n.compare(VectorOperators.ULT, 64);
                put(longs(q, a + i).lanewise(VectorOperators.LSHR, n).blend(0, in.not()), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op sar64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                LongVector n = Widening.unsigned(w.r, b + i).min(63);
                put(longs(q, a + i).lanewise(VectorOperators.ASHR, n), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op and32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).and(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op or32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).or(ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op xor32(int d, int a, int b) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).lanewise(VectorOperators.XOR, ints(r, b + i)), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op not32(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i).not(), r, d + i, full, m >>> i);
            }
        };
    }

    private static Op and64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).and(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op or64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).or(longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op xor64(int d, int a, int b) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).lanewise(VectorOperators.XOR, longs(q, b + i)), q, d + i, full, m >>> i);
            }
        };
    }

    private static Op not64(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i).not(), q, d + i, full, m >>> i);
            }
        };
    }
}
