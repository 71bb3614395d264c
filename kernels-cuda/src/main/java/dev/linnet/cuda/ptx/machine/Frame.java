package dev.linnet.cuda.ptx.machine;

/** The registers of one call for all lanes of a warp that made it together. */
public final class Frame extends Spaced {
    final Code code;
    final int[] r;
    final long[] q;
    final int[] p;
    /** Who called; null for the kernel. */
    Frame caller;
    Frame pooled;
    int returnTo;
    int depth;
    /** Where this call's local memory starts in each thread's. */
    int localBase;
    /** Lanes that have not returned. */
    int lanes;
    /** Copies results back when lanes return; null when there are none. */
    Op onReturn;

    Frame(Code code, int[] r, long[] q, int[] p) {
        this.code = code;
        this.r = r;
        this.q = q;
        this.p = p;
    }
}
