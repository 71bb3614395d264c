package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

class SharesTest {
    @Test
    void every_block_is_handed_out_once_and_in_order() {
        for (long total : new long[] {1, 2, 15, 16, 17, 100, 1024, 65_536, 1_000_003}) {
            for (int threads = 1; threads < 9; threads++) {
                Shares shares = new Shares(total, threads, threads % 2 == 0);
                long expected = 0;
                for (long first = shares.take(); first < total; first = shares.take()) {
                    assertEquals(expected, first);
                    assertTrue(shares.end(first) > first);
                    expected = shares.end(first);
                }
                assertEquals(total, expected);
                assertEquals(total, shares.take());
            }
        }
    }

    @Test
    void long_runs_begin_and_end_where_pages_may_and_the_last_ones_are_short() {
        Shares shares = new Shares(65_536, 2, false);
        assertEquals(8192, shares.end(0));
        long length = Long.MAX_VALUE;
        for (long first = shares.take(); first < 65_536; first = shares.take()) {
            long next = shares.end(first) - first;
            assertTrue(next <= length);
            length = next;
            assertTrue(length < 16 || (first % 16 == 0 && length % 16 == 0));
        }
        assertEquals(1, length);
    }

    @Test
    void alternating_runs_are_short() {
        assertEquals(16, new Shares(65_536, 2, true).end(0));
    }

    @Test
    void threads_that_take_at_once_share_nothing() throws InterruptedException {
        int total = 50_000;
        Shares shares = new Shares(total, 4, true);
        BitSet taken = new BitSet();
        AtomicLong sum = new AtomicLong();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (long first = shares.take(); first < total; first = shares.take()) {
                    synchronized (taken) {
                        taken.set((int) first, (int) shares.end(first));
                    }
                    sum.addAndGet(shares.end(first) - first);
                }
            });
        }
        for (Thread t : threads) {
            t.join();
        }
        assertEquals(total, taken.cardinality());
        assertEquals(total, sum.get());
    }
}
