package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.IL;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;
import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Stores of every width to every memory. Where lanes write to the same place, the highest lane's value stays. */
final class Stores {
    private Stores() {}

    static void register(Forms f) {
        if (f.wants(
                "st{.weak|.volatile|.relaxed|.release|.mmio}{.cta|.cluster|.gpu|.sys}{.global|.shared|.shared::cta|.local|.param|.param::func}"
                        + "{.wb|.cg|.cs|.wt}" + Loads.CACHE + "{.v2|.v4|.v8}" + Loads.TYPES)) {
            f.add(Stores::store);
        }
        if (f.wants(
                "st{.weak|.volatile|.relaxed|.release|.mmio}{.cta|.cluster|.gpu|.sys}{.global|.shared|.shared::cta|.local}"
                        + "{.wb|.cg|.cs|.wt}" + Loads.CACHE + ".b128")) {
            f.add(WideAccess::store);
        }
        if (f.wants(
                "(prefetch|prefetchu)(.L1|.L2|.global.L1|.global.L2|.local.L1|.local.L2|.global.L2::evict_last|.global.L2::evict_normal)")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("(discard|applypriority)(.global.L2|.L2|.global.L2::evict_normal|.L2::evict_normal)")) {
            f.add((_, _) -> _ -> {});
        }
    }

    private static Op store(Instruction i, Operands o) {
        int bytes = Loads.bytes(i.type());
        Address address = Address.of(i, o, arg(i, 0));
        List<Operand> from = Loads.items(arg(i, 1));
        int n = from.size();
        o.access(i, address, bytes, n, true);
        int[] s = new int[n];
        boolean[] wide = new boolean[n];
        boolean words = bytes == 4;
        for (int k = 0; k < n; k++) {
            wide[k] = Operands.isLong(from.get(k)) || bytes == 8;
            s[k] = wide[k] ? o.i64(from.get(k)) : o.f32(from.get(k));
            words &= !wide[k];
        }
        Op plain = w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long at = address.at(w, lane);
                Access.checkVector(w, address, lane, at, bytes, n, "write");
                for (int k = 0; k < n; k++) {
                    address.space()
                            .store(w, lane, address.site(), at + (long) k * bytes, bytes,
                                    wide[k] ? w.q[s[k] + lane] : w.r[s[k] + lane]);
                }
            }
        };
        if (address.space() == LaneMemory.GLOBAL && address.wide() && words) {
            return global32(address, s, plain);
        }
        if (address.space() == LaneMemory.GLOBAL && address.wide() && bytes == 8 && n == 1) {
            return global64(address, s[0], plain);
        }
        if (address.space() == LaneMemory.SHARED && words && !address.wide() && n <= 4) {
            return shared32(address, s, plain);
        }
        if (address.space() == LaneMemory.LOCAL && address.framed() && words && address.offset() % 4 == 0) {
            return framed32(address, s);
        }
        return plain;
    }

    private static Op global32(Address a, int[] from, Op plain) {
        int n = from.length;
        int size = 4 * n;
        return w -> {
            int m = w.mask;
            long first = w.q[a.place() + Integer.numberOfTrailingZeros(m)] + a.offset();
            Buffer b = w.block.buffer(a.site(), first);
            if (b == null || b.readOnly() || (first & size - 1) != 0) {
                plain.run(w);
                return;
            }
            long at = first - b.address();
            long bytes = b.bytes();
            MemorySegment s = b.segment();
            int[] r = w.r;
            if (n == 1 && m == -1 && at + 128 <= bytes && Access.consecutive(w.q, a.place(), 4)) {
                for (int i = 0; i < COUNT; i += IL) {
                    Lanes.ints(r, from[0] + i).intoMemorySegment(s, at + 4L * i, ByteOrder.LITTLE_ENDIAN);
                }
                return;
            }
            long base = b.address() - a.offset();
            int rest = m;
            if (n == 1 && m == -1) {
                rest = pieces32(w.q, a.place(), base, s, r, from[0]);
            }
            for (; rest != 0; rest &= rest - 1) {
                int lane = Integer.numberOfTrailingZeros(rest);
                long here = w.q[a.place() + lane] - base;
                if (here < 0 || here + size > bytes || (here & size - 1) != 0) {
                    plain.run(w);
                    return;
                }
                for (int k = 0; k < n; k++) {
                    s.set(LaneMemory.INT, here + 4L * k, r[from[k] + lane]);
                }
            }
        };
    }

    /**
     * Stores for the vectors of lanes that write one word after another, from the first lanes on; gives the other lanes, which come
     * after these, so that the highest lane's value stays.
     */
    private static int pieces32(long[] q, int place, long base, MemorySegment s, int[] r, int from) {
        int rest = -1;
        for (int i = 0; i < COUNT; i += IL) {
            long at = q[place + i] - base;
            if (at < 0 || (at & 3) != 0 || at + 4L * IL > s.byteSize() || !Access.consecutive(q, place + i, 4, IL)) {
                return rest;
            }
            Lanes.ints(r, from + i).intoMemorySegment(s, at, ByteOrder.LITTLE_ENDIAN);
            rest &= ~(Words.VECTOR << i);
        }
        return rest;
    }

    private static Op global64(Address a, int from, Op plain) {
        return w -> {
            int m = w.mask;
            long first = w.q[a.place() + Integer.numberOfTrailingZeros(m)] + a.offset();
            Buffer b = w.block.buffer(a.site(), first);
            if (b == null || b.readOnly() || (first & 7) != 0 || m != -1 || first - b.address() + 256 > b.bytes()
                    || !Access.consecutive(w.q, a.place(), 8)) {
                plain.run(w);
                return;
            }
            long at = first - b.address();
            for (int i = 0; i < COUNT; i += LL) {
                Lanes.longs(w.q, from + i).intoMemorySegment(b.segment(), at + 8L * i, ByteOrder.LITTLE_ENDIAN);
            }
        };
    }

    private static Op shared32(Address a, int[] from, Op plain) {
        int n = from.length;
        int size = 4 * n;
        int offset = (int) a.offset();
        return w -> {
            int[] r = w.r;
            int[] shared = w.block.shared;
            int limit = w.block.sharedBytes - size;
            int m = w.mask;
            if (n == 1 && m == -1) {
                for (int i = 0; i < COUNT; i += IL) {
                    IntVector at = Lanes.ints(r, a.place() + i).add(offset);
                    int first = at.lane(0);
                    if (first < 0 || first > limit - 4 * (IL - 1) || (first & 3) != 0
                            || !at.compare(VectorOperators.EQ, Words.STEP.add(first)).allTrue()) {
                        break;
                    }
                    Lanes.ints(r, from[0] + i).intoArray(shared, first >> 2);
                    m &= ~(Words.VECTOR << i);
                }
            }
            for (; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                int at = r[a.place() + lane] + offset;
                if (at < 0 || at > limit || (at & size - 1) != 0) {
                    plain.run(w);
                    return;
                }
                for (int k = 0; k < n; k++) {
                    shared[(at >> 2) + k] = r[from[k] + lane];
                }
            }
        };
    }

    private static Op framed32(Address a, int[] from) {
        return w -> {
            int m = w.mask;
            boolean full = m == -1;
            for (int k = 0; k < from.length; k++) {
                int row = (((int) a.offset() + w.localBase + 4 * k) >> 2) * COUNT;
                for (int i = 0; i < COUNT; i += IL) {
                    Lanes.put(Lanes.ints(w.r, from[k] + i), w.local, row + i, full, m >>> i);
                }
            }
        };
    }
}
