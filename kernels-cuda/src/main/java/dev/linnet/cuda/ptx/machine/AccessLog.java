package dev.linnet.cuda.ptx.machine;

/** Who accessed what, for finding data races and reads of what was never written. */
public final class AccessLog {
    /** Kinds of access. */
    public enum Kind {
        READ, WRITE, ATOMIC
    }

    void barrier(Block block) {}

    /** Lanes of a warp have met. */
    public void warpBarrier(Warp w, int lanes) {}

    /** The active lanes passed a fence. */
    public void fence(Warp w) {}
}
