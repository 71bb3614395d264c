package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.lang.invoke.VarHandle;
import java.util.function.LongBinaryOperator;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Atomic operations, lane after lane. */
final class Atomics {
    private static final String WHERE = "{.relaxed|.acquire|.release|.acq_rel}{.cta|.cluster|.gpu|.sys}{.global|.shared|.shared::cta}{.cta|.cluster|.gpu|.sys}";
    private static final VarHandle INT = LaneMemory.INT_ALIGNED.varHandle();
    private static final VarHandle LONG = LaneMemory.LONG_ALIGNED.varHandle();

    private Atomics() {}

    static void register(Forms f) {
        f.add("(atom|red)" + WHERE + "(.and|.or|.xor)(.b32|.b64){.noftz}", Atomics::atomic);
        f.add("(atom|red)" + WHERE + ".add{.noftz}(.u32|.s32|.u64|.s64|.f32|.f64|.f16|.f16x2|.bf16|.bf16x2)",
                Atomics::atomic);
        f.add("(atom|red)" + WHERE + "(.min|.max)(.u32|.s32|.u64|.s64)", Atomics::atomic);
        f.add("(atom|red)" + WHERE + "(.inc|.dec).u32", Atomics::atomic);
        f.add("atom" + WHERE + "(.exch|.cas)(.b16|.b32|.b64)", Atomics::atomic);
    }

    /** Whether the outcome depends on the order in which blocks get there. */
    static boolean ordered(Instruction i) {
        if (i.has(".shared") || i.has(".shared::cta")) {
            return false;
        }
        return i.base().equals("atom") || i.type().contains("f") || i.has(".inc") || i.has(".dec");
    }

    private static Op atomic(Instruction i, Operands o) {
        boolean returns = i.base().equals("atom");
        int k = returns ? 1 : 0;
        String type = i.has(".noftz") && i.type().equals("noftz") ? "f32" : i.type();
        int bytes = type.endsWith("64") ? 8 : type.equals("f16") || type.equals("bf16") || type.equals("b16") ? 2 : 4;
        boolean wide = bytes == 8;
        Address address = Address.of(i, o, arg(i, k));
        o.atomic(address, bytes);
        boolean cas = i.has(".cas");
        int b = wide ? o.i64(arg(i, k + 1)) : o.f32(arg(i, k + 1));
        int c = !cas ? b : wide ? o.i64(arg(i, k + 2)) : o.i32(arg(i, k + 2));
        int d = !returns ? -1 : wide ? o.to64(arg(i, 0)) : o.to32(arg(i, 0));
        LongBinaryOperator f = cas ? null : function(i, type);
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long operand = wide ? w.q[b + lane] : w.r[b + lane];
                long swap = wide ? w.q[c + lane] : w.r[c + lane];
                long old = update(w, address, lane, bytes, operand, swap, f);
                if (d >= 0) {
                    if (wide) {
                        w.q[d + lane] = old;
                    } else {
                        w.r[d + lane] = (int) old;
                    }
                }
            }
        };
    }

    private static long update(Warp w, Address a, int lane, int bytes, long operand, long swap, LongBinaryOperator f) {
        long at = a.at(w, lane);
        LaneMemory space = a.space() == LaneMemory.GENERIC ? LaneMemory.of(at) : a.space();
        long inside = a.space() == LaneMemory.GENERIC ? space.offset(at) : at;
        if (space == LaneMemory.GLOBAL && !w.block.grid.exclusive()) {
            Buffer buffer = w.block.buffer(a.site(), inside);
            long place = LaneMemory.place(w, buffer, lane, inside, bytes, "atomic access");
            if (buffer.readOnly()) {
                throw LaneMemory.readOnly(buffer, lane, place);
            }
            return shared(buffer, place, bytes, operand, swap, f);
        }
        long old = space.load(w, lane, a.site(), inside, bytes);
        space.store(w, lane, a.site(), inside, bytes, next(old, bytes, operand, swap, f));
        return old;
    }

    /** The new value; without a function this is compare-and-swap. */
    private static long next(long old, int bytes, long operand, long swap, LongBinaryOperator f) {
        if (f != null) {
            return f.applyAsLong(old, operand);
        }
        long keep = bytes == 8 ? -1 : (1L << (8 * bytes)) - 1;
        return (old & keep) == (operand & keep) ? swap : old;
    }

    /** Against other host threads. */
    private static long shared(Buffer b, long at, int bytes, long operand, long swap, LongBinaryOperator f) {
        while (true) {
            if (bytes == 8) {
                long old = (long) LONG.getVolatile(b.segment(), at);
                if (LONG.compareAndSet(b.segment(), at, old, next(old, 8, operand, swap, f))) {
                    return old;
                }
            } else if (bytes == 4) {
                int old = (int) INT.getVolatile(b.segment(), at);
                if (INT.compareAndSet(b.segment(), at, old, (int) next(old & 0xffffffffL, 4, operand, swap, f))) {
                    return old;
                }
            } else {
                // Half a word: exchange the word around it.
                long word = at & -4L;
                int shift = (int) (at & 2) * 8;
                int old = (int) INT.getVolatile(b.segment(), word);
                long half = (old >>> shift) & 0xffffL;
                int replaced = (old & ~(0xffff << shift)) | (int) (next(half, 2, operand, swap, f) & 0xffff) << shift;
                if (INT.compareAndSet(b.segment(), word, old, replaced)) {
                    return half;
                }
            }
        }
    }

    private static LongBinaryOperator function(Instruction i, String type) {
        String op = i.has(".add")
                ? "add"
                : i.has(".min")
                        ? "min"
                        : i.has(".max")
                                ? "max"
                                : i.has(".and")
                                        ? "and"
                                        : i.has(".or")
                                                ? "or"
                                                : i.has(".xor")
                                                        ? "xor"
                                                        : i.has(".exch") ? "exch" : i.has(".inc") ? "inc" : "dec";
        return switch (op) {
            case "and" -> (x, y) -> x & y;
            case "or" -> (x, y) -> x | y;
            case "xor" -> (x, y) -> x ^ y;
            case "exch" -> (_, y) -> y;
            case "inc" -> (x, y) -> Integer.compareUnsigned((int) x, (int) y) >= 0 ? 0 : x + 1;
            case "dec" -> (x, y) -> (int) x == 0 || Integer.compareUnsigned((int) x, (int) y) > 0 ? y : x - 1;
            case "min" -> extreme(type, true);
            case "max" -> extreme(type, false);
            default -> add(type);
        };
    }

    private static LongBinaryOperator extreme(String type, boolean min) {
        return switch (type) {
            case "s32" -> (x, y) -> (int) x < (int) y == min ? x : y;
            case "u32" -> (x, y) -> Integer.compareUnsigned((int) x, (int) y) < 0 == min ? x : y;
            case "s64" -> (x, y) -> x < y == min ? x : y;
            default -> (x, y) -> Long.compareUnsigned(x, y) < 0 == min ? x : y;
        };
    }

    private static LongBinaryOperator add(String type) {
        return switch (type) {
            case "f32" -> (x, y) -> Lanes.bits(Float.intBitsToFloat((int) x) + Float.intBitsToFloat((int) y));
            case "f64" -> (x, y) -> Double.doubleToRawLongBits(Double.longBitsToDouble(x) + Double.longBitsToDouble(y));
            case "f16", "bf16" -> {
                SmallFloat format = SmallFloat.of(type);
                yield (x, y) -> format
                        .round((double) format.toFloat((int) x & 0xffff) + format.toFloat((int) y & 0xffff));
            }
            case "f16x2", "bf16x2" -> {
                SmallFloat format = SmallFloat.of(type);
                yield (x, y) -> format
                        .round((double) format.toFloat((int) x & 0xffff) + format.toFloat((int) y & 0xffff))
                        | format.round((double) format.toFloat((int) x >>> 16) + format.toFloat((int) y >>> 16)) << 16;
            }
            default -> (x, y) -> x + y;
        };
    }
}
