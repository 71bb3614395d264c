package dev.linnet.cuda.ptx;

import dev.linnet.cuda.ptx.memory.DeviceFault;

/** A launch that went wrong; the message says what, where in the source, and in which thread. */
public final class KernelFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Where where;
    private final DeviceFault.Kind kind;
    private final String what;

    /**
     * Where it happened.
     *
     * @param file        source file as the compiler names it; empty when unknown
     * @param line        counted from 1; 0 when unknown (compile with line information)
     * @param column      counted from 1; 0 when unknown
     * @param block       coordinates, as {@code (1,0,0)}
     * @param thread      coordinates; empty when it concerns no single thread
     * @param instruction the PTX instruction
     * @param ptxLine     its line in the PTX
     */
    public record Where(String kernel, String file, int line, int column, String block, String thread,
            String instruction,
            int ptxLine) {}

    KernelFault(DeviceFault.Kind kind, String what, Where where, Throwable cause) {
        super(describe(what, where), cause);
        this.kind = kind;
        this.what = what;
        this.where = where;
    }

    private static String describe(String what, Where w) {
        String line = w.line() == 0
                ? "PTX line " + w.ptxLine() + " (" + w.instruction() + ")"
                : "line " + w.line() + (w.column() == 0 ? "" : ":" + w.column());
        return w.kernel() + ": " + what + ", at " + line + ", block " + w.block()
                + (w.thread().isEmpty() ? "" : ", thread " + w.thread());
    }

    /** The same fault for whoever launched: the kernel called as its source calls it, the trace that of this thread, and no cause. */
    public KernelFault in(String kernel) {
        return new KernelFault(kind, what, new Where(kernel, where.file(), where.line(), where.column(),
                where.block(), where.thread(), where.instruction(), where.ptxLine()), null);
    }

    public DeviceFault.Kind kind() {
        return kind;
    }

    /** What went wrong, without where. */
    public String what() {
        return what;
    }

    public Where where() {
        return where;
    }
}
