package dev.linnet.cuda.ptx;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How to run a launch.
 *
 * @param checks          whether races, reads of what was never written, and divergent barriers are looked for; bounds and
 *                        alignment always are
 * @param threads         host threads; 0 for one per core
 * @param parallelAtomics whether blocks run in any order even where that shows in the result (float atomics, values that atomics return)
 * @param print           takes what the kernel writes
 * @param stop            asked now and then; the launch ends with a fault once it says true
 * @param stackBytes      most local memory that a thread may use
 * @param jit             whether the kernel may become Java byte code, where it is not checked
 * @param arithmetic      how the interpreter computes
 */
public record LaunchOptions(boolean checks, int threads, boolean parallelAtomics, Consumer<String> print,
        BooleanSupplier stop,
        int stackBytes, Jit jit, Arithmetic arithmetic) {
    /** Whether kernels become Java byte code. The results are the same bits. */
    public enum Jit {
        /** Where that is quicker: in launches of many threads, and after many launches. */
        AUTO,
        /** Never. */
        OFF,
        /** From the first block on. */
        ALWAYS;

        /** What the property {@code linnet.cuda.jit} says. */
        static Jit configured() {
            String named = System.getProperty("linnet.cuda.jit", "auto");
            return switch (named) {
                case "auto" -> AUTO;
                case "off" -> OFF;
                case "always" -> ALWAYS;
                default -> throw new IllegalArgumentException(
                        "the property linnet.cuda.jit is auto, off or always, not '" + named + "'");
            };
        }
    }

    /** How the interpreter computes what the lanes of a warp do. The results are the same bits. */
    public enum Arithmetic {
        /** Lane by lane in a new virtual machine, in vectors once that pays. */
        AUTO,
        /** The commonest opcodes lane by lane. */
        LANE_BY_LANE,
        /** In vectors. */
        VECTORS
    }

    /** No checks beyond bounds, all cores, blocks in order where it matters, printing to what {@code System.out} is at the time. */
    public static final LaunchOptions DEFAULT = new LaunchOptions(false, 0, false, text -> System.out.print(text),
            () -> false,
            1 << 18, Jit.configured(), Arithmetic.AUTO);

    public LaunchOptions {
        if (threads < 0) {
            throw new IllegalArgumentException("threads must not be negative, got " + threads);
        }
        if (stackBytes < 1024) {
            throw new IllegalArgumentException("stackBytes must be at least 1024, got " + stackBytes);
        }
    }

    public LaunchOptions withChecks(boolean on) {
        return new LaunchOptions(on, threads, parallelAtomics, print, stop, stackBytes, jit, arithmetic);
    }

    public LaunchOptions withThreads(int n) {
        return new LaunchOptions(checks, n, parallelAtomics, print, stop, stackBytes, jit, arithmetic);
    }

    public LaunchOptions withParallelAtomics(boolean on) {
        return new LaunchOptions(checks, threads, on, print, stop, stackBytes, jit, arithmetic);
    }

    public LaunchOptions withPrint(Consumer<String> to) {
        return new LaunchOptions(checks, threads, parallelAtomics, to, stop, stackBytes, jit, arithmetic);
    }

    public LaunchOptions withStop(BooleanSupplier when) {
        return new LaunchOptions(checks, threads, parallelAtomics, print, when, stackBytes, jit, arithmetic);
    }

    public LaunchOptions withStackBytes(int bytes) {
        return new LaunchOptions(checks, threads, parallelAtomics, print, stop, bytes, jit, arithmetic);
    }

    public LaunchOptions withJit(Jit when) {
        return new LaunchOptions(checks, threads, parallelAtomics, print, stop, stackBytes, when, arithmetic);
    }

    public LaunchOptions withArithmetic(Arithmetic how) {
        return new LaunchOptions(checks, threads, parallelAtomics, print, stop, stackBytes, jit, how);
    }
}
