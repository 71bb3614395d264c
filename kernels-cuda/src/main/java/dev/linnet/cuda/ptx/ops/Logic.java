package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Bitwise logic, of predicates too. */
final class Logic {
    private Logic() {}

    static void register(Forms f) {
        if (f.wants("(and|or|xor|not|cnot)(.pred|.b16|.b32|.b64)")) {
            f.add(Logic::logic);
        }
        if (f.wants("lop3.b32")) {
            f.add(Logic::lop3);
        }
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
        int table = (int) Bits.immediate(i, 4);
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
