package dev.linnet.magics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;

/**
 * Measures code of {@code %timeit} in a loop that was compiled around it. What the code comes to goes to {@code take}, so
 * that the compiler cannot leave its computation out.
 */
public final class TimedLoop {
    /** The code in its loop. */
    @FunctionalInterface
    public interface Code {
        /** Runs {@code loops} times and hands each result to {@code kept}. */
        void run(long loops, TimedLoop kept) throws Throwable;
    }

    /** How long one call of the loop takes while it warms up. */
    private static final double WARM_UP_BATCH_NS = 10e6;
    private static final double WARM_UP_LIMIT_NS = 3e9;
    /** How long one measured run takes, where the number of loops is not given. */
    private static final double RUN_NS = 100e6;
    private static final int WINDOW = 5;
    private static final double STEADY_WITHIN = 0.05;

    private final Code code;
    private long warmUpLoops;
    /** What the last loop came to. */
    @SuppressWarnings("UnusedVariable") // written so that the compiler takes the result for used
    private Object last;
    /** All primitive results, mixed. */
    @SuppressWarnings("UnusedVariable") // as above
    private long bits;

    private TimedLoop(Code code) {
        this.code = code;
    }

    public void take(Object value) {
        last = value;
    }

    public void take(long value) {
        bits ^= value;
    }

    public void take(double value) {
        bits ^= Double.doubleToRawLongBits(value);
    }

    public void take(boolean value) {
        bits += value ? 1 : 0;
    }

    /**
     * Warms the loop up until its speed is steady, then measures it.
     *
     * @param code  what to measure
     * @param loops loops in one run, or 0 to have them chosen
     * @param runs  how many runs
     * @throws Throwable what the code throws
     */
    public static Timing measure(Code code, long loops, int runs) throws Throwable {
        var loop = new TimedLoop(code);
        var recent = new ArrayDeque<Double>();
        boolean steady = loop.warmUp(recent);
        double usual = recent.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        long chosen = loops > 0 ? loops : round(RUN_NS / usual);
        var nanos = new ArrayList<Double>();
        for (int i = 0; i < runs; i++) {
            nanos.add(loop.time(chosen) / chosen);
        }
        return new Timing(chosen, nanos, loop.warmUpLoops, steady);
    }

    /** Whether the speed became steady; leaves the last times of one loop in {@code recent}. */
    private boolean warmUp(Deque<Double> recent) throws Throwable {
        long started = System.nanoTime();
        long batch = 1;
        while (true) {
            double nanos = time(batch);
            warmUpLoops += batch;
            if (nanos < WARM_UP_BATCH_NS / 2) {
                recent.clear();
                recent.add(nanos / batch);
                batch *= Math.clamp((long) (WARM_UP_BATCH_NS / Math.max(1, nanos)), 2, 10);
                continue;
            }
            recent.addLast(nanos / batch);
            if (recent.size() > WINDOW) {
                recent.removeFirst();
            }
            var sorted = recent.stream().sorted().toList();
            if (recent.size() == WINDOW && sorted.getLast() - sorted.getFirst() <= STEADY_WITHIN * sorted.getFirst()) {
                return true;
            }
            if (System.nanoTime() - started > WARM_UP_LIMIT_NS) {
                return false;
            }
        }
    }

    private double time(long loops) throws Throwable {
        long start = System.nanoTime();
        code.run(loops, this);
        return (double) (System.nanoTime() - start);
    }

    /** The nearest 1, 2 or 5 times a power of ten below {@code loops}, at least 1. */
    static long round(double loops) {
        long power = 1;
        while (power * 10 <= loops) {
            power *= 10;
        }
        return loops >= 5 * power ? 5 * power : loops >= 2 * power ? 2 * power : power;
    }
}
