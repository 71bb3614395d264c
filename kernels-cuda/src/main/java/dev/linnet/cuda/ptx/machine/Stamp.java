package dev.linnet.cuda.ptx.machine;

/**
 * An access as {@link Watch} keeps it: who and when, in one int. From below: lane 5 bits, warp 5, one for several lanes, one that
 * means several warps for reads and atomic for writes, time 19. So of two stamps the later one is the larger one. 0 is none.
 */
final class Stamp {
    static final int LANE = 31;
    static final int WARP_AT = 5;
    static final int WARP = 31 << WARP_AT;
    /** Several lanes of the warp. */
    static final int MANY = 1 << 10;
    /** Of reads: several warps, each unknown to the others. */
    static final int OTHERS = 1 << 11;
    /** Of writes: atomic. */
    static final int ATOMIC = 1 << 11;
    static final int TIME_AT = 12;
    static final int TIME = -1 << TIME_AT;
    /** Times are below this. */
    static final int TIMES = 1 << 19;
    /** Still going on: nobody knows of it, not even its own thread. */
    static final int PENDING = Integer.MAX_VALUE;

    private Stamp() {}

    static int warp(int stamp) {
        return stamp >> WARP_AT & 31;
    }
}
