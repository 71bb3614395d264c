package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import java.util.List;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Jumps, returns, ends. Jumps with a predicate are decoded together with it. */
final class ControlFlow {
    private ControlFlow() {}

    static void register(Forms f) {
        if (f.wants("bra{.uni}")) {
            f.add(Form.Flow.CONTROL, (i, o) -> {
                int target = label(i, o, arg(i, 0));
                return w -> w.next = target;
            });
        }
        if (f.wants("brx.idx{.uni}")) {
            f.add(Form.Flow.CONTROL, ControlFlow::table);
        }
        if (f.wants("ret{.uni}")) {
            f.add(Form.Flow.CONTROL, (_, _) -> w -> w.ret());
        }
        if (f.wants("exit")) {
            f.add(Form.Flow.CONTROL, (_, _) -> w -> w.exit());
        }
        if (f.wants("trap")) {
            f.add((_, _) -> w -> {
                throw new DeviceFault(DeviceFault.Kind.TRAP, Integer.numberOfTrailingZeros(w.mask),
                        "the kernel executed a trap");
            });
        }
        if (f.wants("brkpt")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("pmevent{.mask}")) {
            f.add((_, _) -> _ -> {});
        }
        if (f.wants("call{.uni}")) {
            f.add(Form.Flow.ALONE, Calls::call);
        }
    }

    static int label(Instruction i, Operands o, Operand target) {
        if (target instanceof Operand.Label l) {
            return o.segmentOf(l.number());
        }
        throw i.reject("expected a label");
    }

    /** A jump for the lanes whose predicate holds. */
    static Op conditional(Instruction i, Operands o) {
        int target = label(i, o, arg(i, 0));
        int p = o.plainPredicate(i.guard());
        if (i.guard().negated()) {
            return w -> w.branch(target, ~w.p[p] & w.mask);
        }
        return w -> w.branch(target, w.p[p] & w.mask);
    }

    /** A jump at which it is counted whether the lanes part: some have the predicate and some have not. */
    static Op counted(Op jump, int p, boolean negated, int site) {
        return w -> {
            int taken = (negated ? ~w.p[p] : w.p[p]) & w.mask;
            w.block.counts.meter.branch(site, taken != 0 && taken != w.mask);
            jump.run(w);
        };
    }

    private static Op table(Instruction i, Operands o) {
        int index = o.i32(arg(i, 0));
        if (!(arg(i, 1) instanceof Operand.Name name)) {
            throw i.reject("expected a table of targets");
        }
        List<Integer> labels = o.symbols().function().targetTables().get(name.name());
        if (labels == null) {
            throw i.reject("there is no table " + name.name());
        }
        int[] targets = labels.stream().mapToInt(o::segmentOf).toArray();
        int site = o.metered() ? o.jumpSite() : -1;
        return w -> {
            int left = w.mask;
            if (site >= 0) {
                w.block.counts.meter.branch(site, !same(w, index, left));
            }
            while (left != 0) {
                int lane = Integer.numberOfTrailingZeros(left);
                int k = w.r[index + lane];
                if (k < 0 || k >= targets.length) {
                    throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                            "jump to entry " + k + " of a table that has " + targets.length);
                }
                int same = 0;
                for (int m = left; m != 0; m &= m - 1) {
                    int other = Integer.numberOfTrailingZeros(m);
                    same |= w.r[index + other] == k ? 1 << other : 0;
                }
                left &= ~same;
                w.branch(targets[k], same);
            }
        };
    }

    private static boolean same(Warp w, int register, int mask) {
        int first = w.r[register + Integer.numberOfTrailingZeros(mask)];
        for (int m = mask; m != 0; m &= m - 1) {
            if (w.r[register + Integer.numberOfTrailingZeros(m)] != first) {
                return false;
            }
        }
        return true;
    }
}
