package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/**
 * The commonest opcodes once more, as plain loops over the lanes: the obviously right twins of the ops in vectors, with the same bits.
 * A new virtual machine runs them a hundred times as fast as vectors, which it has to compile first.
 */
final class LaneByLane {
    private LaneByLane() {}

    /** The instruction's op lane by lane; {@code op} itself where it is no vector code, or none that is common. */
    static Op of(Instruction i, Operands o, Op op) {
        List<Operand> all = i.operands();
        for (int k = 0; k < all.size(); k++) {
            Operand operand = all.get(k);
            boolean special = operand instanceof Operand.Special && !i.base().equals("mov");
            boolean tuple = operand instanceof Operand.Tuple && !i.base().equals("ld") && !i.base().equals("st");
            boolean place = operand instanceof Operand.Address && !i.base().equals("mov");
            boolean negated = operand instanceof Operand.Register r && r.negated();
            if (special || tuple || place || negated || operand instanceof Operand.Sink
                    || (operand instanceof Operand.Register r && r.type() == RegisterType.BITS128)) {
                return op;
            }
        }
        Op made = switch (i.base()) {
            case "ld" -> i.opcode().startsWith("ld.param.") ? parameter(i, o) : load(i, o, op);
            case "st" -> store(i, o, op);
            case "mov" -> move(i, o);
            case "setp" -> compare(i, o);
            default -> arithmetic(i, o);
        };
        return made == null ? op : made;
    }

    private static Op arithmetic(Instruction i, Operands o) {
        return switch (i.opcode()) {
            case "add.s32", "add.u32" -> two32(i, o, PlainWords.Kind.ADD);
            case "sub.s32", "sub.u32" -> two32(i, o, PlainWords.Kind.SUBTRACT);
            case "mul.lo.s32", "mul.lo.u32" -> two32(i, o, PlainWords.Kind.MULTIPLY);
            case "min.s32" -> two32(i, o, PlainWords.Kind.MIN);
            case "max.s32" -> two32(i, o, PlainWords.Kind.MAX);
            case "and.b32" -> two32(i, o, PlainWords.Kind.AND);
            case "or.b32" -> two32(i, o, PlainWords.Kind.OR);
            case "xor.b32" -> two32(i, o, PlainWords.Kind.XOR);
            case "shl.b32" -> two32(i, o, PlainWords.Kind.SHIFT_LEFT);
            case "shr.u32", "shr.b32" -> two32(i, o, PlainWords.Kind.SHIFT_RIGHT);
            case "shr.s32" -> two32(i, o, PlainWords.Kind.SHIFT_SIGNED);
            case "mad.lo.s32", "mad.lo.u32" -> new PlainWords(PlainWords.Kind.MULTIPLY_ADD, o.to32(arg(i, 0)),
                    o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)));
            case "add.s64", "add.u64" -> two64(i, o, PlainLongs.Kind.ADD);
            case "sub.s64", "sub.u64" -> two64(i, o, PlainLongs.Kind.SUBTRACT);
            case "mul.lo.s64", "mul.lo.u64" -> two64(i, o, PlainLongs.Kind.MULTIPLY);
            case "and.b64" -> two64(i, o, PlainLongs.Kind.AND);
            case "or.b64" -> two64(i, o, PlainLongs.Kind.OR);
            case "shl.b64" -> new PlainLongs(PlainLongs.Kind.SHIFT_LEFT, o.to64(arg(i, 0)), o.i64(arg(i, 1)),
                    o.i32(arg(i, 2)));
            case "mul.wide.s32" -> wide(i, o, PlainLongs.Kind.MULTIPLY_SIGNED);
            case "mul.wide.u32" -> wide(i, o, PlainLongs.Kind.MULTIPLY_UNSIGNED);
            case "cvt.s64.s32" -> new PlainLongs(PlainLongs.Kind.SIGNED, o.to64(arg(i, 0)), o.i32(arg(i, 1)), 0);
            case "cvt.u64.u32" -> new PlainLongs(PlainLongs.Kind.UNSIGNED, o.to64(arg(i, 0)), o.i32(arg(i, 1)), 0);
            case "cvta.to.global.u64", "cvta.global.u64" -> new PlainLongs(PlainLongs.Kind.SAME, o.to64(arg(i, 0)),
                    o.i64(arg(i, 1)), 0);
            case "add.f32", "add.rn.f32" -> floats(i, o, PlainWords.Kind.ADD_FLOATS);
            case "sub.f32", "sub.rn.f32" -> floats(i, o, PlainWords.Kind.SUBTRACT_FLOATS);
            case "mul.f32", "mul.rn.f32" -> floats(i, o, PlainWords.Kind.MULTIPLY_FLOATS);
            case "fma.rn.f32" -> new PlainWords(PlainWords.Kind.FUSED, o.to32(arg(i, 0)), o.f32(arg(i, 1)),
                    o.f32(arg(i, 2)), o.f32(arg(i, 3)));
            default -> null;
        };
    }

    private static Op two32(Instruction i, Operands o, PlainWords.Kind kind) {
        return new PlainWords(kind, o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), 0);
    }

    private static Op floats(Instruction i, Operands o, PlainWords.Kind kind) {
        return new PlainWords(kind, o.to32(arg(i, 0)), o.f32(arg(i, 1)), o.f32(arg(i, 2)), 0);
    }

    private static Op two64(Instruction i, Operands o, PlainLongs.Kind kind) {
        return new PlainLongs(kind, o.to64(arg(i, 0)), o.i64(arg(i, 1)), o.i64(arg(i, 2)));
    }

    private static Op wide(Instruction i, Operands o, PlainLongs.Kind kind) {
        return new PlainLongs(kind, o.to64(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
    }

    private static Op move(Instruction i, Operands o) {
        boolean wide = i.type().endsWith("64");
        Operand from = arg(i, 1);
        if (i.type().equals("pred")) {
            return null;
        }
        if (from instanceof Operand.Special s) {
            return wide ? null : Specials.plain32(s.name(), o.to32(arg(i, 0)), i);
        }
        if (from instanceof Operand.Address && wide) {
            return null;
        }
        if (wide) {
            return new PlainLongs(PlainLongs.Kind.SAME, o.to64(arg(i, 0)), o.i64(from), 0);
        }
        int a = i.type().endsWith("16") ? o.i16(from) : o.f32(from);
        return new PlainWords(PlainWords.Kind.SAME, o.to32(arg(i, 0)), a, 0, 0);
    }

    private static Op compare(Instruction i, Operands o) {
        if (i.operands().size() != 3) {
            return null;
        }
        PlainComparison.Kind kind = switch (i.opcode()) {
            case "setp.eq.s32", "setp.eq.u32", "setp.eq.b32" -> PlainComparison.Kind.EQUAL;
            case "setp.ne.s32", "setp.ne.u32", "setp.ne.b32" -> PlainComparison.Kind.UNEQUAL;
            case "setp.lt.s32" -> PlainComparison.Kind.LESS;
            case "setp.le.s32" -> PlainComparison.Kind.AT_MOST;
            case "setp.gt.s32" -> PlainComparison.Kind.GREATER;
            case "setp.ge.s32" -> PlainComparison.Kind.AT_LEAST;
            case "setp.lt.u32" -> PlainComparison.Kind.BELOW;
            case "setp.le.u32" -> PlainComparison.Kind.NOT_ABOVE;
            case "setp.gt.u32" -> PlainComparison.Kind.ABOVE;
            case "setp.ge.u32" -> PlainComparison.Kind.NOT_BELOW;
            default -> null;
        };
        return kind == null
                ? null
                : new PlainComparison(kind, o.toPred(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)));
    }

    private static boolean words(List<Operand> items, String type) {
        if (Loads.bytes(type) != 4) {
            return false;
        }
        for (Operand x : items) {
            if (Operands.isLong(x) || x instanceof Operand.Special || x instanceof Operand.Sink) {
                return false;
            }
        }
        return true;
    }

    private static Op parameter(Instruction i, Operands o) {
        List<Operand> to = Loads.items(arg(i, 0));
        if (to.size() != 1 || !(arg(i, 1) instanceof Operand.Memory m) || !(m.base() instanceof Operand.Address)
                || !o.symbols().function().entry()) {
            return null;
        }
        Address address = Address.of(i, o, arg(i, 1));
        boolean wide = Loads.bytes(i.type()) == 8;
        if (address.space() != LaneMemory.PARAMETER || address.framed()
                || (!wide && !words(to, i.type())) || (wide && !Operands.isLong(to.getFirst()))) {
            return null;
        }
        int d = wide ? o.to64(to.getFirst()) : o.to32(to.getFirst());
        return w -> {
            long v = LaneMemory.PARAMETER.load(w, 0, address.site(), address.offset(), wide ? 8 : 4);
            for (int left = w.mask; left != 0; left &= left - 1) {
                int k = Integer.numberOfTrailingZeros(left);
                if (wide) {
                    w.q[d + k] = v;
                } else {
                    w.r[d + k] = (int) v;
                }
            }
        };
    }

    /** Words from where every lane may read them; all else is {@code op}'s. */
    private static Op load(Instruction i, Operands o, Op op) {
        List<Operand> to = Loads.items(arg(i, 0));
        if ((!i.opcode().startsWith("ld.global.") && !i.opcode().startsWith("ld.shared."))
                || i.has(".acquire") || i.has(".b128") || !words(to, i.type())) {
            return null;
        }
        Address address = Address.of(i, o, arg(i, 1));
        int[] d = new int[to.size()];
        for (int k = 0; k < d.length; k++) {
            d[k] = o.to32(to.get(k));
        }
        int size = 4 * d.length;
        return switch (address.space()) {
            case SHARED -> w -> {
                if (!inShared(w, address, size)) {
                    op.run(w);
                    return;
                }
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    int at = (int) address.at(w, lane) >> 2;
                    for (int k = 0; k < d.length; k++) {
                        w.r[d[k] + lane] = w.block.shared[at + k];
                    }
                }
            };
            case GLOBAL -> w -> {
                Buffer b = buffer(w, address, size);
                if (b == null) {
                    op.run(w);
                    return;
                }
                MemorySegment s = b.segment();
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    long at = address.at(w, lane) - b.address();
                    for (int k = 0; k < d.length; k++) {
                        w.r[d[k] + lane] = s.get(LaneMemory.INT, at + 4L * k);
                    }
                }
            };
            default -> null;
        };
    }

    private static Op store(Instruction i, Operands o, Op op) {
        List<Operand> from = Loads.items(arg(i, 1));
        if ((!i.opcode().startsWith("st.global.") && !i.opcode().startsWith("st.shared."))
                || i.has(".release") || i.has(".b128") || !words(from, i.type())) {
            return null;
        }
        Address address = Address.of(i, o, arg(i, 0));
        int[] s = new int[from.size()];
        for (int k = 0; k < s.length; k++) {
            s[k] = o.f32(from.get(k));
        }
        int size = 4 * s.length;
        return switch (address.space()) {
            case SHARED -> w -> {
                if (!inShared(w, address, size)) {
                    op.run(w);
                    return;
                }
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    int at = (int) address.at(w, lane) >> 2;
                    for (int k = 0; k < s.length; k++) {
                        w.block.shared[at + k] = w.r[s[k] + lane];
                    }
                }
            };
            case GLOBAL -> w -> {
                Buffer b = buffer(w, address, size);
                if (b == null || b.readOnly()) {
                    op.run(w);
                    return;
                }
                MemorySegment to = b.segment();
                for (int m = w.mask; m != 0; m &= m - 1) {
                    int lane = Integer.numberOfTrailingZeros(m);
                    long at = address.at(w, lane) - b.address();
                    for (int k = 0; k < s.length; k++) {
                        to.set(LaneMemory.INT, at + 4L * k, w.r[s[k] + lane]);
                    }
                }
            };
            default -> null;
        };
    }

    private static boolean inShared(Warp w, Address address, int size) {
        long last = (long) w.block.sharedBytes - size;
        for (int m = w.mask; m != 0; m &= m - 1) {
            long at = address.at(w, Integer.numberOfTrailingZeros(m));
            if (at < 0 || at > last || (at & size - 1) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The buffer in which the access of every active lane lies, aligned; null where there is none. */
    private static Buffer buffer(Warp w, Address address, int size) {
        Buffer b = w.block.buffer(address.site(), address.at(w, Integer.numberOfTrailingZeros(w.mask)));
        if (b == null) {
            return null;
        }
        long last = b.bytes() - size;
        for (int m = w.mask; m != 0; m &= m - 1) {
            long address0 = address.at(w, Integer.numberOfTrailingZeros(m));
            long at = address0 - b.address();
            if (at < 0 || at > last || (address0 & size - 1) != 0) {
                return null;
            }
        }
        return b;
    }

    /** Fills all lanes, or the active ones. */
    static void fill(int[] r, int at, int value, int mask) {
        if (mask == -1) {
            Arrays.fill(r, at, at + COUNT, value);
            return;
        }
        for (int m = mask; m != 0; m &= m - 1) {
            r[at + Integer.numberOfTrailingZeros(m)] = value;
        }
    }
}
