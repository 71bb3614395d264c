package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.linnet.kernel.engine.cells.Signals;

/** Stopping cells. */
@Timeout(60)
class StopTest {
    private static Thread.UncaughtExceptionHandler inherited;

    private final Cells cells = new Cells();

    @BeforeAll
    static void keepQuietAboutStoppedThreads() {
        inherited = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            if (!(thrown instanceof StopSignal)) {
                thrown.printStackTrace();
            }
        });
    }

    @AfterAll
    static void restoreHandler() {
        Thread.setDefaultUncaughtExceptionHandler(inherited);
    }

    @AfterEach
    void close() {
        cells.close();
    }

    private void stops(String java) throws Exception {
        Signals.expectStart();
        FutureTask<Evaluation> cell = new FutureTask<>(() -> cells.engine().evaluate(java, 99));
        Thread thread = Thread.ofPlatform().daemon().start(cell);
        assertTrue(Signals.awaitStart(), "never started: " + java);
        cells.engine().stop();
        ExecutionException ended = assertThrows(ExecutionException.class, () -> cell.get(20, TimeUnit.SECONDS), java);
        assertEquals(StoppedException.class, ended.getCause().getClass(), () -> java + " ended with " + ended);
        thread.join();
    }

    private void prepare() {
        cells.run("import static dev.linnet.kernel.engine.cells.Signals.*;\nlong sum = 0; int n = 0;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"started(); while (true) { }", "started(); for (;;) { n++; }",
            "started(); do { } while (n < 1);",
            "started(); while (true) { try { Thread.sleep(10_000); } catch (InterruptedException e) { } }",
            "while (true) { try { started(); Thread.sleep(1); throw new Error(); } catch (Throwable t) { } }",
            "started(); Thread.sleep(1_000_000);", "started(); synchronized (cellLock) { cellLock.wait(); }",
            "started(); Runnable r = () -> { while (true) { } }; r.run();",
            "started(); Stream.iterate(1, i -> i).forEach(i -> { });",
            "started(); Stream.generate(() -> 1).forEach(i -> { });", "started(); new Spinner().spin();",
            "started(); slowFib(90)",
            "started(); var t = new Thread(() -> { while (true) { } }); t.start(); t.join();",
            "started(); new ArrayBlockingQueue<Integer>(1).take()", "started(); new CountDownLatch(1).await()",
            "started(); CompletableFuture.supplyAsync(() -> { while (true) { } }).join()",
            "started(); IntStream.range(0, 8).parallel().forEach(i -> { while (true) { } });",
            "started(); outer: while (true) { while (true) { continue outer; } }",
            "started(); while (true) { try { try { Thread.sleep(1); } finally { n++; } } catch (Throwable t) { continue; } }"})
    void a_cell_stops_and_the_next_one_runs(String java) throws Exception {
        prepare();
        cells.run(
                "Object cellLock = new Object(); class Spinner { void spin() { for (;;) { } } }\nlong slowFib(int n) { return n < 2 ? n : slowFib(n - 1) + slowFib(n - 2); }");
        stops(java);
        assertEquals(45L, cells.value("long total = 0; for (int i = 0; i < 10; i++) total += i; total"));
        assertEquals(55L, cells.value("slowFib(10)"));
    }

    @Test
    void a_compiled_loop_stops() throws Exception {
        prepare();
        cells.run("""
                long hot(long rounds) {
                    long s = 0;
                    for (long i = 0; i < rounds; i++) {
                        s += i ^ (s << 1);
                    }
                    return s;
                }
                for (int i = 0; i < 50; i++) sum += hot(1_000_000);""");
        stops("started(); sum += hot(Long.MAX_VALUE);");
        assertEquals(true, cells.value("hot(10) != -1"));
    }

    @Test
    void a_counted_loop_over_ints_stops_between_its_rounds() throws Exception {
        prepare();
        cells.run(
                "int work(int[] a) { int s = 0; for (int k = 0; k < 1_000_000; k++) for (int i = 0; i < a.length; i++) s += a[i] * k; return s; }\nint[] data = new int[100_000];");
        stops("started(); work(data)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"while (true) { }",
            "while (true) { try { Thread.sleep(5); } catch (InterruptedException e) { } }",
            "while (true) { try { n++; throw new Error(); } catch (Throwable t) { } }"})
    void a_child_thread_stops_with_its_cell(String body) throws Exception {
        prepare();
        stops("var t = new Thread(() -> { started(); " + body
                + " }); t.setDaemon(true); child(t); t.start(); t.join();");
        Signals.child().join(20_000);
        assertFalse(Signals.child().isAlive());
    }

    @Test
    void a_thread_of_an_older_pool_stops_when_it_runs_the_cells_code() throws Exception {
        prepare();
        cells.run(
                "var pool = Executors.newFixedThreadPool(1, r -> { var t = new Thread(r); t.setDaemon(true); return t; }); pool.submit(() -> n++).get();");
        stops("pool.submit(() -> { started(); while (true) { } }).get();");
        assertEquals(3, cells.value("pool.submit(() -> 3).get()"));
        cells.run("pool.shutdown();");
    }

    @Test
    void a_pool_of_the_stopped_cell_serves_later_cells_at_once() throws Exception {
        prepare();
        stops("var pool = Executors.newFixedThreadPool(1, r -> { var t = new Thread(r); t.setDaemon(true); return t; }); pool.submit(() -> n++).get(); pool.submit(() -> { started(); while (true) { } }).get();");
        assertEquals(3, cells.value("pool.submit(() -> { int k = 0; while (k < 3) { k++; } return k; }).get()"));
        cells.run("pool.shutdown();");
    }

    @Test
    void a_thread_of_an_earlier_cell_goes_on() throws Exception {
        prepare();
        cells.run(
                "volatile boolean end = false; var ticks = new java.util.concurrent.atomic.AtomicLong(); var background = new Thread(() -> { while (!end) { ticks.incrementAndGet(); Thread.yield(); } }); background.setDaemon(true); background.start();");
        stops("started(); while (true) { }");
        assertEquals(true, cells.value(
                "long before = ticks.get(); while (ticks.get() == before) { Thread.onSpinWait(); } background.isAlive()"));
        cells.run("end = true; background.join();");
    }

    @Test
    void a_stopped_child_does_not_poison_later_cells() throws Exception {
        prepare();
        stops("var t = new Thread(() -> { started(); while (true) { try { Thread.sleep(1); } catch (Throwable e) { } } }); t.setDaemon(true); child(t); t.start(); while (true) { }");
        for (int i = 0; i < 3; i++) {
            assertEquals(3, cells.value("int k = 0; while (k < 3) { k++; } k"));
        }
        Signals.child().join(20_000);
        assertFalse(Signals.child().isAlive());
    }

    @Test
    void variables_keep_what_they_had() throws Exception {
        prepare();
        stops("n = 7; started(); while (true) { }");
        assertEquals(7, cells.value("n"));
    }

    @Test
    void stopping_an_idle_engine_does_nothing() {
        cells.engine().stop();
        assertEquals(2, cells.value("1 + 1"));
    }

    @Test
    void the_interrupt_flag_is_clear_after_a_stop() throws Exception {
        prepare();
        Signals.expectStart();
        FutureTask<Boolean> cell = new FutureTask<>(() -> {
            assertThrows(StoppedException.class, () -> cells.engine().evaluate("started(); while (true) { }", 98));
            return Thread.currentThread().isInterrupted();
        });
        Thread.ofPlatform().daemon().start(cell);
        assertTrue(Signals.awaitStart());
        cells.engine().stop();
        assertFalse(cell.get(20, TimeUnit.SECONDS));
    }
}
