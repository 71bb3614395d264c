package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.meter.Meter;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * {@code cp.async}: the copy is done at once, which is one of the moments at which the hardware may do it. With checks, what it
 * writes may not be touched before its thread has waited for it.
 */
final class AsyncCopies {
    private AsyncCopies() {}

    static void register(Forms f) {
        if (f.wants("cp.async(.ca|.cg)(.shared|.shared::cta).global{.L2::cache_hint}{.L2::64B|.L2::128B|.L2::256B}")) {
            f.add(AsyncCopies::copy);
        }
        if (f.wants("cp.async.commit_group")) {
            f.add((_, o) -> o.checked() ? w -> w.block.log.copiesCommitted(w) : _ -> {});
        }
        if (f.wants("cp.async.wait_group")) {
            f.add((i, o) -> {
                int running = (int) Bits.immediate(i, 0);
                return o.checked() ? w -> w.block.log.copiesDone(w, running) : _ -> {};
            });
        }
        if (f.wants("cp.async.wait_all")) {
            f.add((_, o) -> o.checked() ? w -> w.block.log.copiesDone(w, -1) : _ -> {});
        }
    }

    private static Op copy(Instruction i, Operands o) {
        int bytes = (int) Bits.immediate(i, 2);
        if (bytes != 4 && bytes != 8 && bytes != 16) {
            throw i.reject("cp.async copies 4, 8 or 16 bytes");
        }
        if (i.has(".cg") && bytes != 16) {
            throw i.reject("cp.async.cg copies 16 bytes");
        }
        Address to = Address.in(i, o, arg(i, 0), LaneMemory.SHARED);
        Address from = Address.in(i, o, arg(i, 1), LaneMemory.GLOBAL);
        Report reads = o.report(from, 4, false);
        Report writes = o.report(to, bytes, true);
        Metering read = o.metering(from, bytes, Meter.Use.LOAD);
        Metering written = o.metering(to, bytes, Meter.Use.STORE);
        int hints = i.has(".L2::cache_hint") ? 1 : 0;
        boolean third = i.operands().size() > 3 + hints;
        boolean ignore = third && Operands.isPredicate(arg(i, 3));
        int source = third && !ignore ? o.i32(arg(i, 3)) : -1;
        int ignored = ignore ? o.pred(arg(i, 3)) : -1;
        return w -> {
            int reading = 0;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long a = from.at(w, lane);
                long b = to.at(w, lane);
                Access.checkVector(w, from, lane, a, 4, bytes / 4, "read");
                Access.checkVector(w, to, lane, b, 4, bytes / 4, "write");
                int wanted = ignored >= 0
                        ? (w.p[ignored] >>> lane & 1) != 0 ? 0 : bytes
                        : source < 0 ? bytes : Math.min(bytes, w.r[source + lane]);
                reading |= wanted > 0 ? 1 << lane : 0;
                if (writes != null) {
                    writes.lane(w, lane, b);
                }
                for (int k = 0; k < bytes; k += 4) {
                    if (reads != null && k < wanted) {
                        reads.lane(w, lane, a + k);
                    }
                    // What lies beyond the source's size is filled with zeros and not read.
                    long v = k >= wanted ? 0 : LaneMemory.GLOBAL.load(w, lane, from.site(), a + k, 4);
                    if (k < wanted && k + 4 > wanted) {
                        v &= (1L << (8 * (wanted - k))) - 1;
                    }
                    LaneMemory.SHARED.store(w, lane, to.site(), b + k, 4, v);
                }
                if (writes != null) {
                    w.block.log.copyBegins(w, lane, (int) b, bytes, writes.site());
                }
            }
            if (read != null) {
                read.run(w, reading);
                written.run(w, w.mask);
            }
        };
    }
}
