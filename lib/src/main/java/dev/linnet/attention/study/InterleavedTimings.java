package dev.linnet.attention.study;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What pieces of work cost on the calling thread: processor time and allocated memory. The subjects take turns, so that what
 * disturbs the machine disturbs all of them; time in which other processes have the processor does not count. Work that a subject gives to
 * other threads is not seen.
 *
 * @param costs the measurements of each subject, in its order
 */
public record InterleavedTimings(Map<String, Cost> costs) {
    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    public InterleavedTimings {
        costs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(costs));
    }

    /**
     * The measurements of one subject.
     *
     * @param seconds   processor time of each round, in seconds
     * @param allocated bytes that each round allocated
     */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Cost(double[] seconds, long[] allocated) {
        /** The median time. */
        public double median() {
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            int n = sorted.length;
            return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        }

        /** The shortest time: what the work costs when least disturbs it. */
        public double least() {
            return Arrays.stream(seconds).min().orElseThrow();
        }

        /** The fewest bytes: later rounds allocate less than the first, whose code is not compiled yet. */
        public long leastAllocated() {
            return Arrays.stream(allocated).min().orElseThrow();
        }
    }

    /**
     * Runs every subject once without measuring, then {@code rounds} times each in turn.
     *
     * @throws IllegalArgumentException if there is nothing to run
     */
    public static InterleavedTimings measure(int rounds, Map<String, Runnable> subjects) {
        if (rounds < 1 || subjects.isEmpty()) {
            throw new IllegalArgumentException("rounds is " + rounds + " and there are " + subjects.size()
                    + " subjects; both must be at least 1.");
        }
        var costs = new LinkedHashMap<String, Cost>();
        subjects.forEach((name, subject) -> {
            subject.run();
            costs.put(name, new Cost(new double[rounds], new long[rounds]));
        });
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Runnable> subject : subjects.entrySet()) {
                Cost cost = costs.get(subject.getKey());
                long bytes = THREADS.getCurrentThreadAllocatedBytes();
                long nanos = THREADS.getCurrentThreadCpuTime();
                subject.getValue().run();
                cost.seconds[round] = (THREADS.getCurrentThreadCpuTime() - nanos) * 1e-9;
                cost.allocated[round] = THREADS.getCurrentThreadAllocatedBytes() - bytes;
            }
        }
        return new InterleavedTimings(costs);
    }

    /** The measurements of one subject. */
    public Cost of(String subject) {
        Cost cost = costs.get(subject);
        if (cost == null) {
            throw new IllegalArgumentException("There is no '" + subject + "' among " + costs.keySet() + ".");
        }
        return cost;
    }
}
