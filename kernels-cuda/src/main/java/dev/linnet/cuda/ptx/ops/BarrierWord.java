package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.memory.DeviceFault;

/**
 * What an asynchronous barrier is, in the eight bytes that it takes: how many arrivals a phase takes and how many are still to come
 * (20 bits each, from below), how many bytes of bulk copies are (22 bits, signed), and the phase's number modulo 4. That is also the
 * state which an arrival returns. A phase ends when neither arrivals nor bytes are to come.
 *
 * @param expected arrivals of a phase; 0 where nobody has initialised the barrier
 * @param pending  arrivals to come
 * @param bytes    to come; below zero when copies were quicker than the expectation of them
 * @param phase    modulo 4
 */
record BarrierWord(long expected, long pending, long bytes, int phase) {
    /** Most arrivals of a phase, and most bytes. */
    static final long MOST = (1 << 20) - 1;

    static BarrierWord of(long word) {
        return new BarrierWord(word & MOST, word >>> 20 & MOST, word << 2 >> 42, (int) (word >>> 62));
    }

    long word() {
        return expected | pending << 20 | (bytes & (1 << 22) - 1) << 40 | (long) phase << 62;
    }

    private BarrierWord settled() {
        return pending == 0 && bytes == 0 ? new BarrierWord(expected, expected, 0, phase + 1 & 3) : this;
    }

    /** After arrivals; those that drop out are not expected in the next phase either. */
    BarrierWord arrived(long arrivals, boolean drops, boolean mayComplete, int lane) {
        if (arrivals > pending || (arrivals == pending && !mayComplete)) {
            throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane, "too many arrivals at an asynchronous barrier: "
                    + arrivals + " where " + pending + " are to come in this phase");
        }
        return new BarrierWord(drops ? expected - arrivals : expected, pending - arrivals, bytes, phase).settled();
    }

    /** After copies were announced, or with a negative number came in. */
    BarrierWord expecting(long more, int lane) {
        long sum = bytes + more;
        if (Math.abs(sum) > MOST) {
            throw new DeviceFault(DeviceFault.Kind.OUT_OF_BOUNDS, lane,
                    "an asynchronous barrier waits for at most " + MOST + " bytes, not " + sum);
        }
        BarrierWord changed = new BarrierWord(expected, pending, sum, phase);
        return more < 0 ? changed.settled() : changed;
    }
}
