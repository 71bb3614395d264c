package dev.linnet.magics;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import dev.linnet.kernel.library.ArtifactException;
import dev.linnet.kernel.library.Dependencies;
import dev.linnet.kernel.magic.MagicException;

/** A resolution that the cell waits for on another thread: a server that does not answer does not hold an interrupt up. */
final class Resolution {
    private Resolution() {}

    static Dependencies await(Callable<Dependencies> resolution) throws MagicException, InterruptedException {
        var task = new FutureTask<>(resolution);
        var thread = Thread.ofPlatform().daemon().name("linnet-maven").start(task);
        try {
            return task.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ArtifactException failure -> throw new MagicException(failure.getMessage(), failure);
                case IllegalArgumentException wrong -> throw new MagicException(wrong.getMessage(), wrong);
                default -> throw new IllegalStateException("Maven failed: " + e.getCause(), e.getCause());
            }
        }
    }
}
