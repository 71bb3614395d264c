package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.machine.Lanes.COUNT;
import static dev.linnet.cuda.ptx.machine.Lanes.LL;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.memory.DeviceFault;

/** Patterns of addresses across a warp. */
final class Access {
    private static final LongVector STEP = LongVector.zero(Lanes.L).addIndex(1);

    private Access() {}

    /** Whether each lane's value is its neighbour's plus {@code step}. */
    static boolean consecutive(long[] q, int place, int step) {
        return consecutive(q, place, step, COUNT);
    }

    /** The same of so many lanes from the one at {@code place} on. */
    static boolean consecutive(long[] q, int place, int step, int count) {
        long first = q[place];
        if (q[place + count - 1] - first != (long) step * (count - 1)) {
            return false;
        }
        LongVector expected = STEP.mul(step).add(first);
        for (int i = 0; i < count; i += LL) {
            if (!Lanes.longs(q, place + i).compare(VectorOperators.EQ, expected).allTrue()) {
                return false;
            }
            expected = expected.add((long) step * LL);
        }
        return true;
    }

    /** Whether all active lanes have the same value. */
    static boolean uniform(long[] q, int place, int mask) {
        long first = q[place + Integer.numberOfTrailingZeros(mask)];
        if (mask != -1) {
            for (int m = mask; m != 0; m &= m - 1) {
                if (q[place + Integer.numberOfTrailingZeros(m)] != first) {
                    return false;
                }
            }
            return true;
        }
        if (q[place + COUNT - 1] != first) {
            return false;
        }
        for (int i = 0; i < COUNT; i += LL) {
            if (!Lanes.longs(q, place + i).compare(VectorOperators.EQ, first).allTrue()) {
                return false;
            }
        }
        return true;
    }

    /** A vector access must be aligned as a whole. */
    static void checkVector(Warp w, Address a, int lane, long address, int bytes, int count, String what) {
        if (count > 1 && (address & (long) bytes * count - 1) != 0) {
            String where = "";
            if (a.space() == LaneMemory.GLOBAL || a.space() == LaneMemory.GENERIC) {
                var b = w.block.buffer(a.site(), address);
                where = b == null ? "" : " at byte " + (address - b.address()) + " of " + b.name();
            } else {
                where = " at byte " + address;
            }
            throw new DeviceFault(DeviceFault.Kind.MISALIGNED, lane,
                    "misaligned " + what + " of " + bytes * count + " bytes" + where);
        }
    }
}
