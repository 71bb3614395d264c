package dev.linnet.cuda.ptx;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads that run blocks; they end when unused for ten seconds. */
final class HostThreads {
    private static final ExecutorService POOL = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> Thread.ofPlatform().name("cuda-block-", 0).daemon().unstarted(task));

    private HostThreads() {}

    /** Runs the same work on so many threads, one of them the caller's; when that is interrupted, tells the work and waits for its end. */
    static void together(int threads, Runnable work, Runnable interrupted) {
        CountDownLatch left = new CountDownLatch(threads - 1);
        for (int t = 1; t < threads; t++) {
            POOL.execute(() -> {
                try {
                    work.run();
                } finally {
                    left.countDown();
                }
            });
        }
        work.run();
        boolean told = false;
        while (true) {
            try {
                left.await();
                break;
            } catch (InterruptedException e) {
                told = true;
                interrupted.run();
            }
        }
        if (told) {
            Thread.currentThread().interrupt();
        }
    }
}
