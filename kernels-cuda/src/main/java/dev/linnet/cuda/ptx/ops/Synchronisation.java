package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.lang.invoke.VarHandle;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Barriers and fences. */
final class Synchronisation {
    private Synchronisation() {}

    static void register(Forms f) {
        if (f.wants("bar{.cta}.sync")) {
            f.add(Form.Flow.MEETING, (i, o) -> barrier(i, o, 0, true, true));
        }
        if (f.wants("bar{.cta}.arrive")) {
            f.add(Form.Flow.MEETING, (i, o) -> barrier(i, o, 0, false, true));
        }
        if (f.wants("bar{.cta}.red(.popc.u32|.and.pred|.or.pred)")) {
            f.add(Form.Flow.MEETING, (i, o) -> reduction(i, o, true));
        }
        if (f.wants("barrier{.cta}.sync{.aligned}")) {
            f.add(Form.Flow.MEETING, (i, o) -> barrier(i, o, 0, true, i.has(".aligned")));
        }
        if (f.wants("barrier{.cta}.arrive{.aligned}")) {
            f.add(Form.Flow.MEETING,
                    (i, o) -> barrier(i, o, 0, false, i.has(".aligned")));
        }
        if (f.wants("barrier{.cta}.red(.popc|.and|.or){.aligned}(.u32|.pred)")) {
            f.add(Form.Flow.MEETING,
                    (i, o) -> reduction(i, o, i.has(".aligned")));
        }
        if (f.wants("bar.warp.sync")) {
            f.add(Form.Flow.CONTROL, (i, o) -> {
                int members = o.i32(arg(i, 0));
                return w -> warpBarrier(w, members);
            });
        }
        if (f.wants("membar(.cta|.gl|.sys)")) {
            f.add((i, o) -> fence(o));
        }
        if (f.wants("fence(.sc|.acq_rel|.acquire|.release)(.cta|.cluster|.gpu|.sys)")) {
            f.add((i, o) -> fence(o));
        }
        if (f.wants("fence.proxy(.alias|.async|.async.global|.async.shared::cta)")) {
            f.add((i, o) -> fence(o));
        }
        if (f.wants("fence.mbarrier_init.release.cluster")) {
            f.add((i, o) -> fence(o));
        }
        if (f.wants("griddepcontrol(.wait|.launch_dependents)")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("setmaxnreg(.inc|.dec).sync.aligned.u32")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("nanosleep.u32")) {
            f.add(Form.Flow.CONTROL, (_, _) -> w -> w.giveWay());
        }
        if (f.wants("activemask.b32")) {
            f.add((i, o) -> {
                int d = o.to32(arg(i, 0));
                return w -> Lanes.fill(w.r, d, w.mask, w.mask);
            });
        }
    }

    private static Op fence(Operands o) {
        if (o.checked()) {
            return w -> w.block.log.fence(w);
        }
        return _ -> VarHandle.fullFence();
    }

    private static Op barrier(Instruction i, Operands o, int at, boolean wait, boolean aligned) {
        int number = o.i32(arg(i, at));
        int threads = i.operands().size() > at + 1 ? o.i32(arg(i, at + 1)) : -1;
        boolean checked = o.checked();
        return w -> arrive(w, number, threads, 0, wait, aligned && checked);
    }

    private static Op reduction(Instruction i, Operands o, boolean aligned) {
        int n = i.operands().size();
        int number = o.i32(arg(i, 1));
        int threads = n == 4 ? o.i32(arg(i, 2)) : -1;
        int p = o.pred(arg(i, n - 1));
        boolean checked = o.checked();
        if (i.has(".popc")) {
            int d = o.to32(arg(i, 0));
            o.after().add(w -> Lanes.fill(w.r, d, w.barrierResult() & (1 << 30) - 1, w.mask));
        } else {
            int d = o.toPred(arg(i, 0));
            boolean and = i.has(".and");
            o.after().add(w -> {
                int result = w.barrierResult();
                boolean yes = and ? (result & 1 << 30) != 0 : (result & (1 << 30) - 1) != 0;
                w.p[d] = yes ? w.p[d] | w.mask : w.p[d] & ~w.mask;
            });
        }
        return w -> arrive(w, number, threads, w.p[p], true, aligned && checked);
    }

    private static void arrive(Warp w, int number, int threads, int value, boolean wait, boolean checkDivergence) {
        int lane = Integer.numberOfTrailingZeros(w.mask);
        int barrier = w.r[number + lane];
        int count = threads < 0 ? 0 : w.r[threads + lane];
        if (barrier < 0 || barrier > 15) {
            throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                    "barrier " + barrier + " does not exist: there are 0 to 15");
        }
        if (threads >= 0 && (count <= 0 || count % 32 != 0)) {
            throw new DeviceFault(DeviceFault.Kind.DIVERGENT_BARRIER, lane,
                    "a barrier for " + count + " threads: the number must be a positive multiple of 32");
        }
        if (checkDivergence) {
            int missing = w.awaitOthers();
            if (missing != 0) {
                throw new DeviceFault(DeviceFault.Kind.DIVERGENT_BARRIER, lane, "divergent barrier: lanes 0x"
                        + Integer.toHexString(w.mask) + " of warp " + w.index + " arrive, but lanes 0x"
                        + Integer.toHexString(missing) + " end without it");
            }
            if (w.mask == 0) {
                return;
            }
        }
        w.block.arrive(w, barrier, count, value, wait);
    }

    /** Lanes may name different members, as tiles of a warp do: each set waits for its own. */
    private static void warpBarrier(Warp w, int members) {
        int all = w.mask;
        int left = all;
        int waiting = 0;
        while (left != 0) {
            int lane = Integer.numberOfTrailingZeros(left);
            int mine = w.r[members + lane];
            int same = 0;
            for (int m = left; m != 0; m &= m - 1) {
                int other = Integer.numberOfTrailingZeros(m);
                same |= w.r[members + other] == mine ? 1 << other : 0;
            }
            left &= ~same;
            if ((mine & w.live() & ~all) != 0) {
                w.mask = same;
                w.warpBarrier(mine, all);
                waiting |= same;
            }
        }
        w.mask = all & ~waiting;
        if (w.block.log != null) {
            w.block.log.warpBarrier(w);
        }
    }

}
