package dev.linnet.cuda.ptx.memory;

/**
 * A kernel did something wrong. The engine adds kernel, block, thread and line on the way out; {@link #getMessage()} then
 * says everything.
 */
public final class DeviceFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        OUT_OF_BOUNDS, MISALIGNED, READ_ONLY, UNINITIALISED, DATA_RACE, DIVERGENT_BARRIER, DEADLOCK, ASSERTION, TRAP, STACK_OVERFLOW, INTERRUPTED, UNSUPPORTED
    }

    private final transient Kind kind;
    private final int lane;

    public DeviceFault(Kind kind, int lane, String message) {
        super(message);
        this.kind = kind;
        this.lane = lane;
    }

    public Kind kind() {
        return kind;
    }

    /** The lane of the warp whose thread did it; -1 when it was none in particular. */
    public int lane() {
        return lane;
    }
}
