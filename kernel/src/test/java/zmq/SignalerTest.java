package zmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.linnet.kernel.wire.KernelMain;

/** The class that stands in the place of JeroMQ's. */
@Timeout(60)
class SignalerTest {
    private final Ctx context = new Ctx();
    private Signaler signaler;

    @BeforeEach
    void open() {
        signaler = new Signaler(context, 1, context.errno());
    }

    @AfterEach
    void close() throws Exception {
        signaler.close();
        context.terminate();
    }

    @Test
    void the_kernels_own_class_is_in_use() {
        assertEquals(KernelMain.class.getProtectionDomain().getCodeSource().getLocation(),
                Signaler.class.getProtectionDomain().getCodeSource().getLocation());
    }

    /** With no core to spare, a reader often runs as soon as its writer has written, and before the writer goes on. */
    @Test
    void whoever_is_woken_finds_a_signal() throws Exception {
        int signals = 2000;
        var over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            }));
        }
        var turn = new Semaphore(1);
        threads.add(Thread.ofPlatform().start(() -> {
            for (int i = 0; i < signals; i++) {
                turn.acquireUninterruptibly();
                signaler.send();
            }
        }));
        int inVain = 0;
        try (Selector selector = Selector.open()) {
            signaler.getFd().register(selector, SelectionKey.OP_READ);
            for (int taken = 0; taken < signals;) {
                selector.select();
                selector.selectedKeys().clear();
                if (signaler.waitEvent(0)) {
                    signaler.recv();
                    turn.release();
                    taken++;
                } else {
                    inVain++;
                }
            }
        } finally {
            over.set(true);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, inVain);
    }

    @Test
    void a_wait_ends_with_a_signal_with_its_time_or_with_an_interrupt() throws Exception {
        assertFalse(signaler.waitEvent(10));
        assertEquals(ZError.EAGAIN, context.errno().get());
        Thread writer = Thread.ofPlatform().start(signaler::send);
        assertTrue(signaler.waitEvent(-1));
        writer.join();
        signaler.recv();
        Thread reader = Thread.currentThread();
        Thread interrupter = Thread.ofPlatform().start(reader::interrupt);
        assertFalse(signaler.waitEvent(-1));
        assertEquals(ZError.EINTR, context.errno().get());
        interrupter.join();
        assertFalse(Thread.interrupted());
    }

    @Test
    void an_interrupted_thread_sends_and_takes_signals_and_stays_interrupted() {
        for (int i = 0; i < 3; i++) {
            Thread.currentThread().interrupt();
            signaler.send();
            assertTrue(Thread.interrupted());
            assertTrue(signaler.waitEvent(0));
            Thread.currentThread().interrupt();
            signaler.recv();
            assertTrue(Thread.interrupted());
        }
        assertFalse(signaler.waitEvent(0));
    }

    @Test
    void signals_that_do_not_fit_into_the_pipe_wait_for_the_reader() throws Exception {
        int signals = 200_000;
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < signals; i++) {
                signaler.send();
            }
        });
        writer.join(300);
        for (int i = 0; i < signals; i++) {
            assertTrue(signaler.waitEvent(-1));
            signaler.recv();
        }
        writer.join();
        assertFalse(signaler.waitEvent(0));
    }
}
