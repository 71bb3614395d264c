package dev.linnet.cuda.ptx.machine;

/** Lanes of one warp at one place that are not running at the moment. */
final class Group {
    /** Why a group does not run. */
    enum State {
        /** It may run. */
        READY,
        /** At a barrier of the block. */
        BARRIER,
        /** At a {@code bar.warp.sync}. */
        WARP_BARRIER,
        /** At an instruction that needs lanes which are not here yet. */
        WAITING,
        /** It may run, but lets other warps go first. */
        GIVES_WAY
    }

    int place;
    int mask;
    Frame frame;
    State state;
    /** Barrier number, or the member mask. */
    int what;
    /** What a barrier with a reduction found. */
    int value;
    /** When it ran last. */
    long ran;
}
