package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.machine.Lanes.ints;
import static dev.linnet.cuda.ptx.machine.Lanes.longs;
import static dev.linnet.cuda.ptx.machine.Lanes.put;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.util.List;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Moving, packing, taking addresses. */
final class Moves {
    private Moves() {}

    static void register(Forms f) {
        if (f.wants("mov(.pred|.b16|.u16|.s16|.f16|.bf16|.b32|.u32|.s32|.f32|.b64|.u64|.s64|.f64)")) {
            f.add(Moves::mov);
        }
        if (f.wants("mov.b128")) {
            f.add(Moves::mov128);
        }
        if (f.wants("cvta(.global|.const|.shared|.shared::cta|.local|.param|.param::entry)(.u32|.u64)")) {
            f.add((i, o) -> window(i, o, 0, 1));
        }
        if (f.wants("cvta.to(.global|.const|.shared|.shared::cta|.local|.param|.param::entry)(.u32|.u64)")) {
            f.add((i, o) -> window(i, o, 1, -1));
        }
        if (f.wants("isspacep(.global|.const|.shared|.shared::cta|.local|.param|.param::entry)")) {
            f.add(Moves::isSpace);
        }
    }

    private static Op mov(Instruction i, Operands o) {
        if (arg(i, 1) instanceof Operand.Tuple parts) {
            return pack(i, o, parts.items());
        }
        if (arg(i, 0) instanceof Operand.Tuple parts) {
            return unpack(i, o, parts.items());
        }
        if (i.type().equals("pred")) {
            int d = o.toPred(arg(i, 0));
            int a = o.pred(arg(i, 1));
            return w -> w.p[d] = (w.p[d] & ~w.mask) | (w.p[a] & w.mask);
        }
        if (i.type().endsWith("64")) {
            int d = o.to64(arg(i, 0));
            if (arg(i, 1) instanceof Operand.Special s) {
                return Specials.op64(s.name(), d, i);
            }
            return copy64(d, o.i64(arg(i, 1)));
        }
        int d = o.to32(arg(i, 0));
        if (arg(i, 1) instanceof Operand.Special s) {
            return Specials.op32(s.name(), d, i);
        }
        return copy32(d, i.type().endsWith("16") ? o.i16(arg(i, 1)) : o.f32(arg(i, 1)));
    }

    /** Between registers of 128 bits, or two halves: the low one first. */
    private static Op mov128(Instruction i, Operands o) {
        int[] d = halves(i, o, arg(i, 0), true);
        int[] a = halves(i, o, arg(i, 1), false);
        Op low = copy64(d[0], a[0]);
        Op high = copy64(d[1], a[1]);
        return w -> {
            low.run(w);
            high.run(w);
        };
    }

    private static int[] halves(Instruction i, Operands o, Operand operand, boolean target) {
        if (operand instanceof Operand.Tuple parts) {
            if (parts.items().size() != 2) {
                throw i.reject("128 bits are two halves of 64");
            }
            return parts.items().stream().mapToInt(x -> target ? o.to64(x) : o.i64(x)).toArray();
        }
        int low = o.i128(operand);
        return new int[] {low, low + COUNT};
    }

    static Op copy32(int d, int a) {
        return w -> {
            int[] r = w.r;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += IL) {
                put(ints(r, a + i), r, d + i, full, m >>> i);
            }
        };
    }

    static Op copy64(int d, int a) {
        return w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int i = 0; i < COUNT; i += LL) {
                put(longs(q, a + i), q, d + i, full, m >>> i);
            }
        };
    }

    private static int bits(Instruction i) {
        return switch (i.type()) {
            case "b16", "u16", "s16", "f16", "bf16" -> 16;
            case "b64", "u64", "s64", "f64" -> 64;
            case "b32", "u32", "s32", "f32" -> 32;
            default -> throw i.reject("packing ." + i.type() + " is not executed");
        };
    }

    private static Op pack(Instruction i, Operands o, List<Operand> parts) {
        int n = parts.size();
        int width = bits(i) / n;
        if (width < 8) {
            throw i.reject("too many parts");
        }
        int[] from = new int[n];
        for (int k = 0; k < n; k++) {
            from[k] = width == 16 ? o.i16(parts.get(k)) : o.f32(parts.get(k));
        }
        long keep = (1L << width) - 1;
        if (bits(i) == 64) {
            int d = o.to64(arg(i, 0));
            return w -> {
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    long all = 0;
                    for (int k = 0; k < n; k++) {
                        all |= (w.r[from[k] + lane] & keep) << (k * width);
                    }
                    w.q[d + lane] = all;
                }
            };
        }
        int d = o.to32(arg(i, 0));
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                int all = 0;
                for (int k = 0; k < n; k++) {
                    all |= (int) (w.r[from[k] + lane] & keep) << (k * width);
                }
                w.r[d + lane] = all;
            }
        };
    }

    private static Op unpack(Instruction i, Operands o, List<Operand> parts) {
        int n = parts.size();
        int width = bits(i) / n;
        if (width < 8) {
            throw i.reject("too many parts");
        }
        boolean wide = bits(i) == 64;
        int a = wide ? o.i64(arg(i, 1)) : o.f32(arg(i, 1));
        int[] to = new int[n];
        for (int k = 0; k < n; k++) {
            to[k] = o.to32(parts.get(k));
        }
        long keep = (1L << width) - 1;
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long all = wide ? w.q[a + lane] : w.r[a + lane];
                for (int k = 0; k < n; k++) {
                    w.r[to[k] + lane] = (int) (all >>> (k * width) & keep);
                }
            }
        };
    }

    /** Between a state space's own addresses and generic ones. */
    private static Op window(Instruction i, Operands o, int modifier, int sign) {
        String space = i.modifier(modifier);
        int colon = space.indexOf("::");
        long base = sign * Specials.window(colon < 0 ? space : space.substring(0, colon));
        if (i.type().equals("u32")) {
            throw i.reject("generic addresses have 64 bits");
        }
        int d = o.to64(arg(i, 0));
        int a = o.i64(arg(i, 1));
        return base == 0 ? copy64(d, a) : w -> {
            long[] q = w.q;
            int m = w.mask;
            boolean full = m == -1;
            for (int k = 0; k < COUNT; k += LL) {
                put(longs(q, a + k).add(base), q, d + k, full, m >>> k);
            }
        };
    }

    private static Op isSpace(Instruction i, Operands o) {
        int d = o.toPred(arg(i, 0));
        int a = o.i64(arg(i, 1));
        String space = i.modifier(0);
        long base = Specials.window(space.contains("::") ? space.substring(0, space.indexOf("::")) : space);
        return w -> {
            int yes = 0;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long address = w.q[a + lane];
                boolean is;
                if (base != 0) {
                    is = AddressSpace.in(base, address);
                } else {
                    var buffer = w.block.buffer(0, address);
                    // A constant buffer is one that only the module may write to.
                    is = buffer != null
                            && space.equals("const") == (buffer.readOnly() && !buffer.segment().isReadOnly());
                }
                yes |= is ? 1 << lane : 0;
            }
            w.p[d] = (w.p[d] & ~w.mask) | yes;
        };
    }
}
