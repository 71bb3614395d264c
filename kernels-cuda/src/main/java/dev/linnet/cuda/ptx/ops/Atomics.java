package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.LongBinaryOperator;

import dev.linnet.cuda.ptx.machine.InOrder;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.LateAtomics;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * Atomic operations, lane after lane; those on vectors are one for each element. As the PTX manual has it, sums of single precision
 * flush subnormal numbers to zero in global memory and keep them in shared memory.
 */
final class Atomics {
    private static final String ORDER = "{.relaxed|.acquire|.release|.acq_rel}{.cta|.cluster|.gpu|.sys}";
    private static final String SPACE = "{.global|.shared|.shared::cta}";
    /** Before the operation. CUDA's headers write order and scope behind it, and NVIDIA's assembler takes that too. */
    private static final String WHERE = ORDER + SPACE + ORDER;
    private static final String AFTER = ORDER + "{.L2::cache_hint}";
    private static final VarHandle INT = LaneMemory.INT_ALIGNED.varHandle();
    private static final VarHandle LONG = LaneMemory.LONG_ALIGNED.varHandle();
    private static final Object WHOLE = new Object();

    private Atomics() {}

    static void register(Forms f) {
        if (f.wants("(atom|red)" + WHERE + "(.and|.or|.xor)" + AFTER + "(.b32|.b64)")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom|red)" + WHERE + ".add{.noftz}" + AFTER
                + "(.u32|.s32|.u64|.f32|.f64|.f16|.f16x2|.bf16|.bf16x2)")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom|red)" + WHERE + ".add" + AFTER + "(.v2|.v4).f32")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom|red)" + WHERE + "(.add|.min|.max).noftz" + AFTER + "(.v2|.v4|.v8)(.f16|.bf16)")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom|red)" + WHERE + "(.add|.min|.max).noftz" + AFTER + "(.v2|.v4)(.f16x2|.bf16x2)")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom|red)" + WHERE + "(.min|.max)" + AFTER + "(.u32|.s32|.u64|.s64)")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom|red)" + WHERE + "(.inc|.dec)" + AFTER + ".u32")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom)" + WHERE + "(.exch|.cas)" + AFTER + "(.b16|.b32|.b64)")) {
            f.add(Atomics::atomic);
        }
        if (f.wants("(atom)" + WHERE + "(.exch|.cas)" + AFTER + ".b128")) {
            f.add(Atomics::whole);
        }
        if (f.wants("createpolicy.fractional(.L2::evict_last|.L2::evict_normal|.L2::evict_first|.L2::evict_unchanged)"
                + "{.L2::evict_first|.L2::evict_unchanged}.b64")) {
            f.add(Atomics::policy);
        }
        if (f.wants("createpolicy.cvt.L2.b64")) {
            f.add(Atomics::policy);
        }
    }

    /** What a cache is told makes no difference here. */
    private static Op policy(Instruction i, Operands o) {
        int d = o.to64(arg(i, 0));
        return w -> Lanes.fill(w.q, d, 0, w.mask);
    }

    /** Whether the outcome depends on the order in which blocks get there. */
    static boolean ordered(Instruction i) {
        if (i.has(".shared") || i.has(".shared::cta")) {
            return false;
        }
        return i.base().equals("atom") || i.type().contains("f") || i.has(".inc") || i.has(".dec");
    }

    /** Before an atomic that hands over what was done: whoever takes it over knows of that. */
    private static void releases(Instruction i, Operands o) {
        if (o.checked() && (i.has(".release") || i.has(".acq_rel"))) {
            o.before().add(w -> w.block.log.fence(w));
        }
    }

    private static Op atomic(Instruction i, Operands o) {
        boolean returns = i.base().equals("atom");
        int k = returns ? 1 : 0;
        String type = i.type();
        int bytes = type.endsWith("64") ? 8 : type.equals("f16") || type.equals("bf16") || type.equals("b16") ? 2 : 4;
        boolean wide = bytes == 8;
        Address address = Address.of(i, o, arg(i, k));
        List<Operand> operands = Loads.items(arg(i, k + 1));
        int n = operands.size();
        releases(i, o);
        o.atomic(address, bytes * n);
        boolean cas = i.has(".cas");
        int[] b = new int[n];
        int[] d = new int[n];
        for (int e = 0; e < n; e++) {
            b[e] = wide ? o.i64(operands.get(e)) : bytes == 2 ? o.i16(operands.get(e)) : o.f32(operands.get(e));
            Operand to = returns ? Loads.items(arg(i, 0)).get(e) : null;
            d[e] = !returns ? -1 : wide ? o.to64(to) : o.to32(to);
        }
        int c = !cas ? b[0] : wide ? o.i64(arg(i, k + 2)) : o.i32(arg(i, k + 2));
        LongBinaryOperator f = cas ? null : function(i, type);
        LongBinaryOperator inGlobal = !cas && type.equals("f32") ? Atomics::addFlushing : f;
        LateAtomics.Change change = (memory, at, operand, swap) -> change(memory, at, bytes, operand, swap, inGlobal);
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long at = address.at(w, lane);
                Access.checkVector(w, address, lane, at, bytes, n, "atomic access");
                for (int e = 0; e < n; e++) {
                    long operand = wide ? w.q[b[e] + lane] : w.r[b[e] + lane];
                    long swap = wide ? w.q[c + lane] : w.r[c + lane];
                    long old = update(w, address, at + (long) e * bytes, lane, bytes, operand, swap, f, inGlobal,
                            change);
                    if (d[e] >= 0) {
                        if (wide) {
                            w.q[d[e] + lane] = old;
                        } else {
                            w.r[d[e] + lane] = (int) old;
                        }
                    }
                }
            }
        };
    }

    /** Sixteen bytes at once. */
    private static Op whole(Instruction i, Operands o) {
        Address address = Address.of(i, o, arg(i, 1));
        releases(i, o);
        o.atomic(address, 16);
        boolean cas = i.has(".cas");
        int d = o.i128(arg(i, 0));
        int b = o.i128(arg(i, 2));
        int c = cas ? o.i128(arg(i, 3)) : b;
        return w -> {
            long[] q = w.q;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long at = address.at(w, lane);
                Access.checkVector(w, address, lane, at, 8, 2, "atomic access");
                LaneMemory space = address.space();
                synchronized (WHOLE) {
                    long low = space.load(w, lane, address.site(), at, 8);
                    long high = space.load(w, lane, address.site(), at + 8, 8);
                    if (!cas || (low == q[b + lane] && high == q[b + Lanes.COUNT + lane])) {
                        space.store(w, lane, address.site(), at, 8, q[c + lane]);
                        space.store(w, lane, address.site(), at + 8, 8, q[c + Lanes.COUNT + lane]);
                    }
                    q[d + lane] = low;
                    q[d + Lanes.COUNT + lane] = high;
                }
            }
        };
    }

    private static long update(Warp w, Address a, long at, int lane, int bytes, long operand, long swap,
            LongBinaryOperator f, LongBinaryOperator inGlobal, LateAtomics.Change change) {
        LaneMemory space = a.space() == LaneMemory.GENERIC ? LaneMemory.of(at) : a.space();
        long inside = a.space() == LaneMemory.GENERIC ? space.offset(at) : at;
        if (space != LaneMemory.GLOBAL) {
            long old = space.load(w, lane, a.site(), inside, bytes);
            space.store(w, lane, a.site(), inside, bytes, next(old, bytes, operand, swap, f));
            return old;
        }
        Buffer buffer = w.block.buffer(a.site(), inside);
        long place = LaneMemory.place(w, buffer, lane, inside, bytes, "atomic access");
        if (buffer.readOnly()) {
            throw LaneMemory.readOnly(buffer, lane, place);
        }
        if (w.block.grid.exclusive()) {
            return change(buffer.segment(), place, bytes, operand, swap, inGlobal);
        }
        InOrder.Run run = w.block.inOrder;
        if (run != null) {
            run.make(change, buffer.segment(), place, operand, swap);
            return 0; // nobody looks at it
        }
        return shared(buffer, place, bytes, operand, swap, inGlobal);
    }

    /** Where no other host thread accesses the place; gives what was there. */
    private static long change(MemorySegment memory, long at, int bytes, long operand, long swap,
            LongBinaryOperator f) {
        switch (bytes) {
            case 2 -> {
                long old = memory.get(LaneMemory.SHORT, at) & 0xffffL;
                memory.set(LaneMemory.SHORT, at, (short) next(old, 2, operand, swap, f));
                return old;
            }
            case 4 -> {
                long old = memory.get(LaneMemory.INT, at) & 0xffffffffL;
                memory.set(LaneMemory.INT, at, (int) next(old, 4, operand, swap, f));
                return old;
            }
            default -> {
                long old = memory.get(LaneMemory.LONG, at);
                memory.set(LaneMemory.LONG, at, next(old, 8, operand, swap, f));
                return old;
            }
        }
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
            case "f16", "bf16" -> (x, y) -> extreme(SmallFloat.of(type), (int) x, (int) y, min);
            case "f16x2", "bf16x2" -> (x, y) -> extreme(SmallFloat.of(type), (int) x, (int) y, min)
                    | extreme(SmallFloat.of(type), (int) x >>> 16, (int) y >>> 16, min) << 16;
            default -> (x, y) -> Long.compareUnsigned(x, y) < 0 == min ? x : y;
        };
    }

    private static int extreme(SmallFloat format, int x, int y, boolean min) {
        return format.round(FloatArithmetic.extreme(format.toFloat(x & 0xffff), format.toFloat(y & 0xffff), min, false,
                false));
    }

    private static long addFlushing(long x, long y) {
        float a = FloatArithmetic.flush(Float.intBitsToFloat((int) x));
        float b = FloatArithmetic.flush(Float.intBitsToFloat((int) y));
        return Lanes.bits(FloatArithmetic.flush(a + b));
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
