package dev.linnet.llm.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatRequest;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupt ends a request wherever it is, and the server sees the connection close. */
@Timeout(30)
class InterruptTest {
    private static final ChatRequest QUESTION = ChatRequest.of("?");
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch gone = new CountDownLatch(1);

    @AfterEach
    void the_next_test_is_not_interrupted() {
        Thread.interrupted();
    }

    private void isCancelled(Runnable request) {
        assertThrows(CancellationException.class, request::run);
        assertTrue(Thread.interrupted(), "the thread stays interrupted");
    }

    @Test
    void while_waiting_for_the_reply() {
        try (var server = new RawServer(socket -> {
            arrived.countDown();
            RawServer.untilClosed(socket, gone);
        })) {
            Interrupts.when(arrived);
            isCancelled(() -> new OpenAiModel(server.endpoint()).complete(QUESTION));
            Interrupts.await(gone);
        }
    }

    @Test
    void in_the_middle_of_a_stream() {
        try (var server = new RawServer(socket -> {
            String piece = ChatServer.piece("half");
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + piece);
            RawServer.untilClosed(socket, gone);
        })) {
            Interrupts.when(arrived);
            isCancelled(() -> new OpenAiModel(server.endpoint()).complete(QUESTION, _ -> arrived.countDown()));
            Interrupts.await(gone);
        }
    }

    @Test
    void between_two_attempts() {
        try (var server = new ChatServer(ChatServer.status(503, ""))) {
            var model = new OpenAiModel(server.endpoint(), _ -> {
                arrived.countDown();
                new CountDownLatch(1).await();
            });
            Interrupts.when(arrived);
            isCancelled(() -> model.complete(QUESTION));
            assertEquals(1, server.asked().size());
        }
    }

    @Test
    void before_the_request_nothing_is_sent() {
        try (var server = new ChatServer().then(ChatServer.reply("?"))) {
            Thread.currentThread().interrupt();
            isCancelled(() -> new OpenAiModel(server.endpoint()).complete(QUESTION));
            assertEquals(0, server.asked().size());
        }
    }

    @Test
    void of_many_at_once_all_end() {
        var open = new CountDownLatch(2);
        var closed = new AtomicInteger();
        var all = new CountDownLatch(2);
        try (var server = new RawServer(socket -> {
            open.countDown();
            try {
                RawServer.untilClosed(socket, all);
            } finally {
                closed.incrementAndGet();
            }
        })) {
            Interrupts.when(open);
            var model = new OpenAiModel(server.endpoint().withConcurrency(2));
            isCancelled(() -> model.completeAll(IntStream.range(0, 20).mapToObj(_ -> QUESTION).toList()));
            Interrupts.await(all);
            assertEquals(0, model.spending().replies());
        }
    }
}
