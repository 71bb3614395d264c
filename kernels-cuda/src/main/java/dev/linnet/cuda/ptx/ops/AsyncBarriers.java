package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * {@code mbarrier}: barriers that lie in shared memory ({@link BarrierWord}), as {@code cuda::barrier} and {@code cuda::pipeline} use
 * them. Whoever waits in vain lets other warps go first.
 */
final class AsyncBarriers {
    private static final String SPACE = "{.shared|.shared::cta}";
    private static final String ORDER = "{.release|.relaxed}{.cta|.cluster}";

    private AsyncBarriers() {}

    static void register(Forms f) {
        if (f.wants("mbarrier.init" + SPACE + ".b64")) {
            f.add(AsyncBarriers::init);
        }
        if (f.wants("mbarrier.inval" + SPACE + ".b64")) {
            f.add((i, o) -> {
                Place place = Place.of(i, o, 0);
                return w -> place.each(w,
                        (lane, at) -> place.address.space().store(w, lane, place.address.site(), at, 8, 0));
            });
        }
        if (f.wants("mbarrier(.arrive|.arrive_drop){.noComplete|.expect_tx}" + ORDER + SPACE + ".b64")) {
            f.add(AsyncBarriers::arrive);
        }
        if (f.wants("mbarrier(.expect_tx|.complete_tx){.relaxed}{.cta|.cluster}" + SPACE + ".b64")) {
            f.add(AsyncBarriers::bytes);
        }
        if (f.wants("mbarrier(.test_wait|.try_wait){.parity}{.acquire|.relaxed}{.cta|.cluster}" + SPACE + ".b64")) {
            f.add(Form.Flow.CONTROL, AsyncBarriers::test);
        }
        if (f.wants("mbarrier.pending_count.b64")) {
            f.add((i, o) -> {
                int d = o.to32(arg(i, 0));
                int state = o.i64(arg(i, 1));
                return Elementwise.longToInt(d, state, s -> (int) BarrierWord.of(s).pending());
            });
        }
        if (f.wants("cp.async.mbarrier.arrive{.noinc}" + SPACE + ".b64")) {
            f.add(AsyncBarriers::arriveAfterCopies);
        }
    }

    /** What happens for one lane. */
    private interface Each {
        void at(int lane, long address);
    }

    /** Where a barrier lies. */
    record Place(Address address) {
        static Place of(Instruction i, Operands o, int operand) {
            return new Place(Address.in(i, o, arg(i, operand), i.has(".shared") || i.has(".shared::cta")
                    || i.has(".shared::cluster") ? LaneMemory.SHARED : LaneMemory.GENERIC));
        }

        private void each(Warp w, Each f) {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                f.at(lane, address.at(w, lane));
            }
        }

        BarrierWord get(Warp w, int lane, long at) {
            BarrierWord word = BarrierWord.of(address.space().load(w, lane, address.site(), at, 8));
            if (word.expected() == 0 && word.pending() == 0) {
                throw new DeviceFault(DeviceFault.Kind.UNINITIALISED, lane,
                        "the asynchronous barrier has not been initialised (mbarrier.init, or init of cuda::barrier)");
            }
            return word;
        }

        void put(Warp w, int lane, long at, BarrierWord word) {
            address.space().store(w, lane, address.site(), at, 8, word.word());
        }
    }

    private static Op init(Instruction i, Operands o) {
        Place place = Place.of(i, o, 0);
        int count = o.i32(arg(i, 1));
        o.access(place.address, 8, 1, true);
        return w -> place.each(w, (lane, at) -> {
            long n = w.r[count + lane] & 0xffffffffL;
            if (n == 0 || n > BarrierWord.MOST) {
                throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                        "an asynchronous barrier takes 1 to " + BarrierWord.MOST + " arrivals, not " + n);
            }
            place.put(w, lane, at, new BarrierWord(n, n, 0, 0));
        });
    }

    /** What a warp did before it arrives is known to those who wait. */
    private static void releases(Operands o) {
        if (o.checked()) {
            o.before().add(w -> w.block.log.fence(w));
        }
    }

    private static Op arrive(Instruction i, Operands o) {
        int k = arg(i, 0) instanceof Operand.Memory ? 0 : 1;
        int d = k == 0 ? -1 : o.to64(arg(i, 0));
        Place place = Place.of(i, o, k);
        boolean expects = i.has(".expect_tx");
        int operand = i.operands().size() > k + 1 ? o.i32(arg(i, k + 1)) : o.constant(1);
        int count = expects ? o.constant(1) : operand;
        boolean drops = i.has(".arrive_drop");
        boolean mayComplete = !i.has(".noComplete");
        releases(o);
        return w -> place.each(w, (lane, at) -> {
            BarrierWord before = place.get(w, lane, at);
            BarrierWord word = expects ? before.expecting(w.r[operand + lane], lane) : before;
            place.put(w, lane, at, word.arrived(w.r[count + lane] & 0xffffffffL, drops, mayComplete, lane));
            if (d >= 0) {
                w.q[d + lane] = before.word();
            }
        });
    }

    private static Op bytes(Instruction i, Operands o) {
        Place place = Place.of(i, o, 0);
        int count = o.i32(arg(i, 1));
        int sign = i.has(".expect_tx") ? 1 : -1;
        return w -> place.each(w, (lane, at) -> place.put(w, lane, at,
                place.get(w, lane, at).expecting(sign * (long) w.r[count + lane], lane)));
    }

    /**
     * The thread's copies have arrived already, so the barrier learns of it at once. Without {@code .noinc} that is one more arrival
     * than was expected: nothing changes.
     */
    private static Op arriveAfterCopies(Instruction i, Operands o) {
        Place place = Place.of(i, o, 0);
        boolean counts = i.has(".noinc");
        if (o.checked()) {
            o.before().add(w -> w.block.log.copiesDone(w, -1));
        }
        releases(o);
        return w -> place.each(w, (lane, at) -> {
            BarrierWord word = place.get(w, lane, at);
            place.put(w, lane, at, counts ? word.arrived(1, false, true, lane) : word);
        });
    }

    private static Op test(Instruction i, Operands o) {
        int p = o.toPred(arg(i, 0));
        Place place = Place.of(i, o, 1);
        boolean parity = i.has(".parity");
        int state = parity ? o.i32(arg(i, 2)) : o.i64(arg(i, 2));
        return w -> {
            int done = 0;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                int phase = place.get(w, lane, place.address.at(w, lane)).phase();
                boolean is = parity
                        ? (phase & 1) != (w.r[state + lane] & 1)
                        : phase != BarrierWord.of(w.q[state + lane]).phase();
                done |= is ? 1 << lane : 0;
            }
            w.p[p] = (w.p[p] & ~w.mask) | done;
            if (done != w.mask) {
                w.giveWay();
            }
        };
    }
}
