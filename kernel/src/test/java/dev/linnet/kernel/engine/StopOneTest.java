package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stopping one of several runs, each on a thread of a group of its own. */
class StopOneTest {
    private final Engine engine = new Engine(EngineConfig.standard());

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private record Running(Thread thread, CompletableFuture<Object> end) {}

    private Running start(String java, int cell) {
        var end = new CompletableFuture<Object>();
        var thread = new Thread(new ThreadGroup("group of " + cell), () -> {
            try {
                end.complete(engine.evaluate(java, cell).value());
            } catch (Throwable thrown) {
                end.completeExceptionally(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new Running(thread, end);
    }

    @Test
    void a_stop_ends_one_run_and_spares_the_other_with_the_threads_that_it_started_later() throws Exception {
        engine.evaluate("""
                import java.util.concurrent.*;
                var both = new CountDownLatch(3);
                volatile boolean go = false;
                int busy() {
                    both.countDown();
                    int turns = 0;
                    while (!go) {
                        turns++;
                    }
                    return turns < 0 ? turns : 42;
                }
                """, 1);
        var first = start("both.countDown(); while (true) {}", 2);
        var second = start("""
                var inner = new CompletableFuture<Integer>();
                Thread child = new Thread(() -> {
                    try {
                        inner.complete(busy());
                    } catch (Throwable t) {
                        inner.completeExceptionally(t);
                    }
                });
                child.start();
                int own = busy();
                own + inner.get()
                """, 3);
        engine.evaluate("both.await();", 4);
        engine.stop(first.thread());
        var stopped = assertThrows(CompletionException.class, () -> first.end().join());
        assertInstanceOf(StoppedException.class, stopped.getCause());
        engine.evaluate("go = true;", 5);
        assertEquals(84, second.end().join());
    }

    @Test
    void a_called_action_is_stopped_as_a_cell_is() throws Exception {
        var entered = new CountDownLatch(1);
        Runnable endless = (Runnable) engine.evaluate("Runnable endless = () -> { while (true) {} };\nendless", 1)
                .value();
        var end = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> {
            try {
                engine.call(() -> {
                    entered.countDown();
                    endless.run();
                });
                end.complete(null);
            } catch (Throwable thrown) {
                end.complete(thrown);
            }
        });
        thread.setDaemon(true);
        thread.start();
        entered.await();
        engine.stop(thread);
        assertInstanceOf(StoppedException.class, end.join());
    }

    @Test
    void what_an_action_throws_is_its_cause() {
        var thrown = assertThrows(CellException.class, () -> engine.call(() -> {
            throw new IOException("lost");
        }));
        assertEquals("lost", thrown.getCause().getMessage());
        assertInstanceOf(IOException.class, thrown.getCause());
    }
}
