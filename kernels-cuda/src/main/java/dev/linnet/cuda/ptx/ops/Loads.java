package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Loads of every width from every memory. */
final class Loads {
    static final String TYPES = "(.b8|.u8|.s8|.b16|.u16|.s16|.b32|.u32|.s32|.f32|.b64|.u64|.s64|.f64)";
    static final String CACHE = "{.L1::evict_normal|.L1::evict_unchanged|.L1::evict_first|.L1::evict_last|.L1::no_allocate}{.L2::evict_normal|.L2::evict_first|.L2::evict_last}{.L2::cache_hint}{.L2::64B|.L2::128B|.L2::256B}";

    private Loads() {}

    static void register(Forms f) {
        if (f.wants(
                "ld{.weak|.volatile|.relaxed|.mmio}{.cta|.cluster|.gpu|.sys}{.global|.const|.shared|.shared::cta|.local|.param|.param::entry|.param::func}"
                        + "{.ca|.cg|.cs|.lu|.cv}{.nc}" + CACHE + "{.v2|.v4|.v8}" + TYPES)) {
            f.add(Loads::load);
        }
        if (f.wants("ld.acquire(.cta|.cluster|.gpu|.sys){.global|.shared|.shared::cta}" + CACHE + "{.v2|.v4|.v8}"
                + TYPES)) {
            f.add(Form.Flow.CONTROL, Loads::acquire);
        }
        if (f.wants(
                "ld{.weak|.volatile|.relaxed|.acquire|.mmio}{.cta|.cluster|.gpu|.sys}{.global|.const|.shared|.shared::cta|.local}"
                        + "{.ca|.cg|.cs|.lu|.cv}{.nc}" + CACHE + ".b128")) {
            f.add(WideAccess::load);
        }
        if (f.wants("ldu{.global}{.v2|.v4}" + TYPES)) {
            f.add(Loads::load);
        }
    }

    static int bytes(String type) {
        return Integer.parseInt(type.substring(1)) / 8;
    }

    static List<Operand> items(Operand o) {
        return o instanceof Operand.Tuple t ? t.items() : List.of(o);
    }

    /** What is acquired is often waited for in a loop, so other warps go first. */
    private static Op acquire(Instruction i, Operands o) {
        Op load = load(i, o);
        return w -> {
            load.run(w);
            w.giveWay();
        };
    }

    private static Op load(Instruction i, Operands o) {
        int bytes = bytes(i.type());
        boolean signed = i.type().startsWith("s");
        List<Operand> to = items(arg(i, 0));
        Address address = Address.of(i, o, arg(i, 1));
        int n = to.size();
        o.access(i, address, bytes, n, false);
        int[] d = new int[n];
        boolean[] wide = new boolean[n];
        boolean words = bytes == 4;
        boolean longs = bytes == 8;
        for (int k = 0; k < n; k++) {
            wide[k] = Operands.isLong(to.get(k)) || bytes == 8;
            d[k] = wide[k] ? o.to64(to.get(k)) : o.to32(to.get(k));
            words &= !wide[k];
        }
        int narrowed = 64 - 8 * bytes;
        boolean half = signed && bytes == 1 && to.getFirst() instanceof Operand.Register r
                && r.type() == dev.linnet.cuda.ptx.parse.RegisterType.BITS16;
        Op plain = w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long at = address.at(w, lane);
                Access.checkVector(w, address, lane, at, bytes, n, "read");
                for (int k = 0; k < n; k++) {
                    long v = address.space().load(w, lane, address.site(), at + (long) k * bytes, bytes);
                    if (signed) {
                        v = v << narrowed >> narrowed;
                    }
                    if (wide[k]) {
                        w.q[d[k] + lane] = v;
                    } else {
                        w.r[d[k] + lane] = half ? (int) v & 0xffff : (int) v;
                    }
                }
            }
        };
        if (address.space() == LaneMemory.PARAMETER && !address.framed() && arg(i, 1) instanceof Operand.Memory mem
                && mem.base() instanceof Operand.Address) {
            return parameter(address.offset(), bytes, signed, d, wide, half, address.site());
        }
        if (address.space() == LaneMemory.GLOBAL && address.wide() && words) {
            return global32(address, d, plain);
        }
        if (address.space() == LaneMemory.GLOBAL && address.wide() && longs) {
            return global64(address, d, plain);
        }
        if (address.space() == LaneMemory.SHARED && words) {
            return shared32(address, d, plain);
        }
        if (address.space() == LaneMemory.LOCAL && address.framed() && words && address.offset() % 4 == 0) {
            return framed32(address, d);
        }
        return plain;
    }

    /** Kernel parameters are the same for all threads. */
    private static Op parameter(long offset, int bytes, boolean signed, int[] d, boolean[] wide, boolean half,
            int site) {
        int narrowed = 64 - 8 * bytes;
        return w -> {
            for (int k = 0; k < d.length; k++) {
                long v = LaneMemory.PARAMETER.load(w, 0, site, offset + (long) k * bytes, bytes);
                v = signed ? v << narrowed >> narrowed : v;
                if (wide[k]) {
                    Lanes.fill(w.q, d[k], v, w.mask);
                } else {
                    Lanes.fill(w.r, d[k], half ? (int) v & 0xffff : (int) v, w.mask);
                }
            }
        };
    }

    private static Op global32(Address a, int[] d, Op plain) {
        int n = d.length;
        int size = 4 * n;
        return w -> {
            int m = w.mask;
            int lane0 = Integer.numberOfTrailingZeros(m);
            long first = w.q[a.place() + lane0] + a.offset();
            Buffer b = w.block.buffer(a.site(), first);
            if (b == null || (first & size - 1) != 0) {
                plain.run(w);
                return;
            }
            long at = first - b.address();
            long bytes = b.bytes();
            MemorySegment s = b.segment();
            int[] r = w.r;
            if (n == 1 && m == -1 && at + 128 <= bytes && Access.consecutive(w.q, a.place(), 4)) {
                for (int i = 0; i < COUNT; i += IL) {
                    IntVector.fromMemorySegment(Lanes.I, s, at + 4L * i, ByteOrder.LITTLE_ENDIAN)
                            .intoArray(r, d[0] + i);
                }
            } else if (at + size <= bytes && Access.uniform(w.q, a.place(), m)) {
                for (int k = 0; k < n; k++) {
                    Lanes.fill(r, d[k], s.get(LaneMemory.INT, at + 4L * k), m);
                }
            } else {
                long base = b.address() - a.offset();
                int rest = m;
                if (n == 1 && m == -1) {
                    rest = pieces32(w.q, a.place(), base, s, r, d[0]);
                }
                for (; rest != 0; rest &= rest - 1) {
                    int lane = Integer.numberOfTrailingZeros(rest);
                    long here = w.q[a.place() + lane] - base;
                    if (here < 0 || here + size > bytes || (here & size - 1) != 0) {
                        plain.run(w);
                        return;
                    }
                    for (int k = 0; k < n; k++) {
                        r[d[k] + lane] = s.get(LaneMemory.INT, here + 4L * k);
                    }
                }
            }
        };
    }

    /** Loads for the vectors of lanes that read one word after another, as each row of a tile does; gives the other lanes. */
    private static int pieces32(long[] q, int place, long base, MemorySegment s, int[] r, int d) {
        int rest = -1;
        for (int i = 0; i < COUNT; i += IL) {
            long at = q[place + i] - base;
            if (at >= 0 && (at & 3) == 0 && at + 4L * IL <= s.byteSize() && Access.consecutive(q, place + i, 4, IL)) {
                IntVector.fromMemorySegment(Lanes.I, s, at, ByteOrder.LITTLE_ENDIAN).intoArray(r, d + i);
                rest &= ~(Words.VECTOR << i);
            }
        }
        return rest;
    }

    private static Op global64(Address a, int[] d, Op plain) {
        int n = d.length;
        int size = 8 * n;
        return w -> {
            int m = w.mask;
            int lane0 = Integer.numberOfTrailingZeros(m);
            long first = w.q[a.place() + lane0] + a.offset();
            Buffer b = w.block.buffer(a.site(), first);
            if (b == null || (first & size - 1) != 0) {
                plain.run(w);
                return;
            }
            long at = first - b.address();
            long bytes = b.bytes();
            MemorySegment s = b.segment();
            long[] q = w.q;
            if (n == 1 && m == -1 && at + 256 <= bytes && Access.consecutive(q, a.place(), 8)) {
                for (int i = 0; i < COUNT; i += LL) {
                    LongVector.fromMemorySegment(Lanes.L, s, at + 8L * i, ByteOrder.LITTLE_ENDIAN)
                            .intoArray(q, d[0] + i);
                }
            } else {
                long base = b.address() - a.offset();
                for (int rest = m; rest != 0; rest &= rest - 1) {
                    int lane = Integer.numberOfTrailingZeros(rest);
                    long here = q[a.place() + lane] - base;
                    if (here < 0 || here + size > bytes || (here & size - 1) != 0 || d[0] == a.place() || n > 1) {
                        plain.run(w);
                        return;
                    }
                    q[d[0] + lane] = s.get(LaneMemory.LONG, here);
                }
            }
        };
    }

    private static Op shared32(Address a, int[] d, Op plain) {
        int n = d.length;
        int offset = (int) a.offset();
        int size = 4 * n;
        if (a.wide() || n == 8) {
            return plain;
        }
        if (IntStream.of(d).anyMatch(k -> k == a.place())) {
            return gathered32(a, d, plain);
        }
        return w -> {
            int[] r = w.r;
            int[] shared = w.block.shared;
            int last = w.block.sharedBytes - size;
            int rest = w.mask;
            if (rest == -1) {
                for (int i = 0; i < COUNT; i += IL) {
                    IntVector at = Lanes.ints(r, a.place() + i).add(offset);
                    int first = at.lane(0);
                    if (first < 0 || first > last || (first & size - 1) != 0) {
                        break;
                    }
                    if (n == 1 && first <= last - 4 * (IL - 1)
                            && at.compare(VectorOperators.EQ, Words.STEP.add(first)).allTrue()) {
                        IntVector.fromArray(Lanes.I, shared, first >> 2).intoArray(r, d[0] + i);
                    } else if (at.compare(VectorOperators.EQ, first).allTrue()) {
                        for (int k = 0; k < n; k++) {
                            IntVector.broadcast(Lanes.I, shared[(first >> 2) + k]).intoArray(r, d[k] + i);
                        }
                    } else if (last >= 0 && at.lanewise(VectorOperators.ROR, Integer.numberOfTrailingZeros(size))
                            .compare(VectorOperators.ULE, last / size)
                            .allTrue()) {
                        int[] words = w.block.indices;
                        at.lanewise(VectorOperators.LSHR, 2).intoArray(words, i);
                        for (int k = 0; k < n; k++) {
                            IntVector.fromArray(Lanes.I, shared, k, words, i).intoArray(r, d[k] + i);
                        }
                    } else {
                        break;
                    }
                    rest &= ~(Words.VECTOR << i);
                }
            }
            for (; rest != 0; rest &= rest - 1) {
                int lane = Integer.numberOfTrailingZeros(rest);
                int at = r[a.place() + lane] + offset;
                if (at < 0 || at > last || (at & size - 1) != 0) {
                    plain.run(w);
                    return;
                }
                for (int k = 0; k < n; k++) {
                    r[d[k] + lane] = shared[(at >> 2) + k];
                }
            }
        };
    }

    /** Words from shared memory that may replace their own addresses: all of those are looked at first. */
    private static Op gathered32(Address a, int[] d, Op plain) {
        int n = d.length;
        int offset = (int) a.offset();
        // Rotating moves the bits that must be zero to the top, where they make the address too large.
        int turn = n == 4 ? 4 : n == 2 ? 3 : 2;
        return w -> {
            int m = w.mask;
            if (m != -1) {
                plain.run(w);
                return;
            }
            int[] r = w.r;
            int[] shared = w.block.shared;
            int limit = w.block.sharedBytes >>> turn;
            int[] words = w.block.indices;
            for (int i = 0; i < COUNT; i += IL) {
                IntVector at = Lanes.ints(r, a.place() + i).add(offset).lanewise(VectorOperators.ROR, turn);
                if (!at.compare(VectorOperators.ULT, limit).allTrue()) {
                    plain.run(w);
                    return;
                }
                at.lanewise(VectorOperators.LSHL, turn - 2).intoArray(words, i);
            }
            for (int k = 0; k < n; k++) {
                for (int i = 0; i < COUNT; i += IL) {
                    IntVector.fromArray(Lanes.I, shared, k, words, i).intoArray(r, d[k] + i);
                }
            }
        };
    }

    /** Words at a fixed place in the frame: the same row for all lanes. */
    private static Op framed32(Address a, int[] d) {
        return w -> {
            int m = w.mask;
            boolean full = m == -1;
            for (int k = 0; k < d.length; k++) {
                int row = (((int) a.offset() + w.localBase + 4 * k) >> 2) * COUNT;
                for (int i = 0; i < COUNT; i += IL) {
                    Lanes.put(Lanes.ints(w.local, row + i), w.r, d[k] + i, full, m >>> i);
                }
            }
        };
    }
}
