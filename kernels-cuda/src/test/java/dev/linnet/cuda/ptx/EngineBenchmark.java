package dev.linnet.cuda.ptx;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Milliseconds of this thread's processor time for the kernels of {@code benchmark.cu}, without and with checks. Run {@link #main}. */
public final class EngineBenchmark {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private EngineBenchmark() {}

    /** Prints the best of so many runs of each; the number is the first argument, 5 without one. */
    public static void main(String[] arguments) {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Machine m = Machine.of("benchmark.ptx");
        for (boolean checks : new boolean[] {false, true}) {
            m.options = LaunchOptions.DEFAULT.withThreads(1).withChecks(checks);
            System.out.println(checks ? "with checks" : "without checks");
            int n = 1 << 22;
            Buffer x = m.memory.allocate("x", 4, n);
            Buffer y = m.memory.allocate("y", 4, n);
            best("saxpy of 4M", runs, () -> m.launch("saxpy", Dim3.of(n / 256), Dim3.of(256), 0, n, 2f, x, y));
            Buffer a = m.memory.allocate("a", 4, 512 * 512);
            Buffer c = m.memory.allocate("c", 4, 512 * 512);
            best("matmul of 512", runs, () -> m.launch("matmul", Dim3.of(32, 32), Dim3.of(16, 16), 0, 512, a, a, c));
            best("reduction of 4M", runs, () -> m.launch("reduce", Dim3.of(1024), Dim3.of(256), 0, n, x, c));
            Buffer q = m.memory.allocate("q", 4, 2L * 2048 * 64);
            best("linear attention, 2 heads of 2048", runs,
                    () -> m.launch("linattn", Dim3.of(2), Dim3.of(256), 45056, 2048, q, q, q, q));
            best("1000 launches of one block", runs, () -> {
                for (int k = 0; k < 1000; k++) {
                    m.launch("saxpy", Dim3.of(1), Dim3.of(256), 0, 256, 2f, x, y);
                }
            });
        }
    }

    private static void best(String what, int runs, Runnable work) {
        long best = Long.MAX_VALUE;
        for (int k = 0; k < runs; k++) {
            long start = THREADS.getCurrentThreadCpuTime();
            work.run();
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        System.out.printf(Locale.ROOT, "  %-36s %9.1f ms%n", what, best / 1e6);
    }
}
