package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.meter.Meter;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * {@code cp.async.bulk} of plain bytes, as {@code cuda::memcpy_async} uses it. The copy is done at once, which is one of the moments
 * at which the hardware may do it. A block is a cluster of its own, so {@code shared::cluster} is its own shared memory.
 */
final class BulkCopies {
    private BulkCopies() {}

    static void register(Forms f) {
        if (f.wants(
                "cp.async.bulk(.shared::cluster|.shared::cta)(.global|.shared::cta).mbarrier::complete_tx::bytes{.L2::cache_hint}")) {
            f.add(BulkCopies::toShared);
        }
        if (f.wants("cp.async.bulk.global.shared::cta.bulk_group{.L2::cache_hint}")) {
            f.add(BulkCopies::toGlobal);
        }
        if (f.wants("cp.async.bulk.prefetch.L2.global{.L2::cache_hint}")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("cp.async.bulk.commit_group")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("cp.async.bulk.wait_group{.read}")) {
            f.add((_, _) -> _ -> {});
        }
    }

    private static Op toShared(Instruction i, Operands o) {
        // The source is the last space that is named.
        boolean fromGlobal = i.has(".global");
        Copy copy = new Copy(i, o, Address.in(i, o, arg(i, 0), LaneMemory.SHARED),
                Address.in(i, o, arg(i, 1), fromGlobal ? LaneMemory.GLOBAL : LaneMemory.SHARED));
        Address barrier = Address.in(i, o, arg(i, 3), LaneMemory.SHARED);
        AsyncBarriers.Place place = new AsyncBarriers.Place(barrier);
        boolean checked = o.checked();
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                int bytes = copy.run(w, lane);
                long at = barrier.at(w, lane);
                place.put(w, lane, at, place.get(w, lane, at).expecting(-bytes, lane));
            }
            if (checked) {
                w.block.log.fence(w);
            }
        };
    }

    private static Op toGlobal(Instruction i, Operands o) {
        Copy copy = new Copy(i, o, Address.in(i, o, arg(i, 0), LaneMemory.GLOBAL),
                Address.in(i, o, arg(i, 1), LaneMemory.SHARED));
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                copy.run(w, Integer.numberOfTrailingZeros(m));
            }
        };
    }

    /** From where to where, and how many bytes. */
    private static final class Copy {
        private static final int WORD = 8;
        private final Address to;
        private final Address from;
        private final int size;
        private final Report writes;
        private final Report reads;
        private final Metering written;
        private final Metering read;

        Copy(Instruction i, Operands o, Address to, Address from) {
            this.to = to;
            this.from = from;
            size = o.i32(arg(i, 2));
            writes = o.report(to, WORD, true);
            reads = o.report(from, WORD, false);
            written = o.metering(to, WORD, Meter.Use.STORE);
            read = o.metering(from, WORD, Meter.Use.LOAD);
        }

        int run(Warp w, int lane) {
            int bytes = w.r[size + lane];
            long a = from.at(w, lane);
            long b = to.at(w, lane);
            if (bytes < 0 || ((bytes | a | b) & 15) != 0) {
                throw new DeviceFault(DeviceFault.Kind.MISALIGNED, lane, "a bulk copy of " + bytes
                        + " bytes: addresses and size must be multiples of 16");
            }
            if (read != null) {
                read.row(w, lane, bytes);
                written.row(w, lane, bytes);
            }
            for (int k = 0; k < bytes; k += WORD) {
                if (writes != null) {
                    reads.lane(w, lane, a + k);
                    writes.lane(w, lane, b + k);
                }
                to.space()
                        .store(w, lane, to.site(), b + k, WORD,
                                from.space().load(w, lane, from.site(), a + k, WORD));
            }
            return bytes;
        }
    }
}
