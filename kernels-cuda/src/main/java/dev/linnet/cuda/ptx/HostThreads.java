package dev.linnet.cuda.ptx;

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

    static void run(Runnable task) {
        POOL.execute(task);
    }
}
