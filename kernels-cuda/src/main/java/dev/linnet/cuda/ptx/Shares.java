package dev.linnet.cuda.ptx;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands the numbers of a launch's blocks out to host threads: in order, in runs that are long at first and short towards the end, so
 * that threads seldom meet at the counter or in the same pages of memory and yet end at the same time.
 */
final class Shares {
    /** Runs of each thread if they were all as long as the first one. */
    private static final int RUNS = 4;
    /** Lengths of long runs are multiples of this: neighbours often share a page. */
    private static final int EVEN = 16;

    private final AtomicLong next = new AtomicLong();
    private final long total;
    private final int threads;
    private final long longest;

    /** Of so many blocks to so many threads; {@code alternating} where the runs are to be short. */
    Shares(long total, int threads, boolean alternating) {
        this.total = total;
        this.threads = threads;
        this.longest = alternating ? EVEN : total;
    }

    /** The first number of the next run, which is the caller's up to {@link #end}; all numbers below have been handed out. {@code total} when there is none. */
    long take() {
        while (true) {
            long start = next.get();
            if (start >= total || next.compareAndSet(start, end(start))) {
                return Math.min(start, total);
            }
        }
    }

    /** One past the last number of the run that begins with this one. */
    long end(long start) {
        long length = Math.min(longest, (total - start) / ((long) RUNS * threads));
        return start + (length < EVEN ? Math.max(1, length) : length - length % EVEN);
    }
}
