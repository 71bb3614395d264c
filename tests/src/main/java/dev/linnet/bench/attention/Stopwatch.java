package dev.linnet.bench.attention;

import java.lang.management.ManagementFactory;

/** The best of several runs, by the wall and by the CPU time of the calling thread, which others' load disturbs less. */
public final class Stopwatch {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private double wall = Double.POSITIVE_INFINITY;
    private double cpu = Double.POSITIVE_INFINITY;
    private long allocated = Long.MAX_VALUE;

    /** Runs once and keeps what is better than before. */
    public void run(Runnable work) {
        long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long before = System.nanoTime();
        work.run();
        wall = Math.min(wall, (System.nanoTime() - before) * 1e-9);
        cpu = Math.min(cpu, (THREADS.getCurrentThreadCpuTime() - cpuBefore) * 1e-9);
        allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
    }

    /** Seconds by the wall. */
    public double wall() {
        return wall;
    }

    /** Seconds of the calling thread. */
    public double cpu() {
        return cpu;
    }

    /** Bytes that the calling thread allocated in a run. */
    public long allocated() {
        return allocated;
    }
}
