package dev.linnet.llm.openai;

import static dev.linnet.llm.openai.ChatServer.end;
import static dev.linnet.llm.openai.ChatServer.piece;
import static dev.linnet.llm.openai.ChatServer.reply;
import static dev.linnet.llm.openai.ChatServer.status;
import static dev.linnet.llm.openai.ChatServer.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatReply.FinishReason;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.TokenUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replies that arrive piece by piece. */
@Timeout(30)
class StreamTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final ChatRequest QUESTION = ChatRequest.of("?");
    private final List<String> pieces = new ArrayList<>();
    private final Pauses pauses = new Pauses();

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private ChatException failure(Endpoint endpoint) {
        return assertThrows(ChatException.class,
                () -> new OpenAiModel(endpoint, pauses).complete(QUESTION, pieces::add));
    }

    @Test
    void pieces_arrive_in_order_and_make_the_reply() {
        try (var server = new ChatServer(stream(": keep-alive\n\n", piece("Ein "), piece("Fin") + piece("k"), end()))) {
            var answer = new OpenAiModel(server.endpoint()).complete(QUESTION, pieces::add);
            assertEquals(List.of("Ein ", "Fin", "k"), pieces);
            assertEquals("Ein Fink", answer.text());
            assertEquals(FinishReason.STOP, answer.finish());
            assertEquals(Optional.of(new TokenUsage(7, 3)), answer.usage());
            assertEquals("finch-7b", answer.model());
            assertTrue(server.json().get("stream").getAsBoolean());
            assertTrue(server.json().getAsJsonObject("stream_options").get("include_usage").getAsBoolean());
        }
    }

    @Test
    void a_piece_is_handed_over_before_the_next_is_sent() {
        var seen = new CountDownLatch(1);
        try (var server = new ChatServer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(piece("one").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            seen.await();
            exchange.getResponseBody().write((piece("two") + end()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        })) {
            var answer = new OpenAiModel(server.endpoint()).complete(QUESTION, piece -> {
                pieces.add(piece);
                seen.countDown();
            });
            assertEquals("onetwo", answer.text());
        }
    }

    @Test
    void a_server_that_cannot_stream_is_read_at_once() {
        try (var server = new ChatServer(reply("whole"))) {
            assertEquals("whole", new OpenAiModel(server.endpoint()).complete(QUESTION, pieces::add).text());
            assertEquals(List.of("whole"), pieces);
        }
    }

    @Test
    void a_stream_may_end_without_its_mark_once_it_has_a_reason() {
        try (var server = new ChatServer(stream(piece("a"),
                "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"length\"}]}"))) {
            var answer = new OpenAiModel(server.endpoint()).complete(QUESTION, pieces::add);
            assertEquals("ab", answer.text());
            assertEquals(FinishReason.LENGTH, answer.finish());
        }
    }

    @Test
    void what_breaks_off_before_the_first_piece_is_asked_again() {
        var calls = new AtomicInteger();
        try (var server = new RawServer(socket -> {
            boolean first = calls.incrementAndGet() == 1;
            RawServer.write(socket, HEAD + (first ? "" : chunk(piece("ok") + end()) + "0\r\n\r\n"));
        })) {
            assertEquals("ok", new OpenAiModel(server.endpoint(), pauses).complete(QUESTION, pieces::add).text());
            assertEquals(List.of(1.0), pauses.seconds());
        }
    }

    @Test
    void what_breaks_off_in_the_middle_is_not_asked_again() {
        var calls = new AtomicInteger();
        try (var server = new RawServer(socket -> {
            calls.incrementAndGet();
            RawServer.write(socket, HEAD + chunk(piece("half")));
        })) {
            var failure = failure(server.endpoint());
            assertEquals(Kind.UNREACHABLE, failure.kind());
            assertEquals("The connection to " + server.endpoint().base()
                    + " broke off after 4 characters of the reply.", failure.getMessage());
            assertEquals(List.of("half"), pieces);
            assertEquals(1, calls.get());
        }
    }

    @Test
    void a_stream_that_closes_as_if_all_were_well_is_noticed() {
        try (var server = new ChatServer(stream(piece("half")))) {
            assertEquals("The connection to " + server.endpoint().base()
                    + " broke off after 4 characters of the reply.", failure(server.endpoint()).getMessage());
        }
    }

    @Test
    void a_stream_that_stops_times_out() {
        var gone = new CountDownLatch(1);
        try (var server = new RawServer(socket -> {
            RawServer.write(socket, HEAD + chunk(piece("and then")));
            RawServer.untilClosed(socket, gone);
        })) {
            var endpoint = server.endpoint().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300));
            var failure = failure(endpoint);
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertEquals(endpoint.base()
                    + " sent nothing more for 0.3 s, after 8 characters of the reply. Raise the timeout.",
                    failure.getMessage());
            Interrupts.await(gone);
        }
    }

    @Test
    void an_error_among_the_events_is_an_error() {
        String error = "data: {\"error\":{\"message\":\"the GPU is on fire\"}}\n\n";
        try (var server = new ChatServer(stream(piece("a"), error))) {
            assertEquals(server.endpoint().base() + " failed (in the middle of the reply): the GPU is on fire",
                    failure(server.endpoint()).getMessage());
        }
        try (var server = new ChatServer(stream(error), stream(piece("well"), end()))) {
            assertEquals("well", new OpenAiModel(server.endpoint(), pauses).complete(QUESTION, _ -> {}).text());
        }
    }

    @Test
    void an_event_that_is_not_json_is_shown() {
        try (var server = new ChatServer(stream(piece("a"), "data: {oops\n\n"))) {
            var failure = failure(server.endpoint());
            assertEquals(Kind.MALFORMED_REPLY, failure.kind());
            assertTrue(failure.getMessage().endsWith("sends an event that is not JSON: \"{oops\""),
                    failure.getMessage());
        }
    }

    @Test
    void a_stream_without_text_is_an_empty_reply() {
        try (var server = new ChatServer(stream(end()))) {
            assertEquals(Kind.EMPTY_REPLY, failure(server.endpoint()).kind());
        }
    }

    @Test
    void an_event_without_end_is_not_read_for_ever() {
        try (var server = new ChatServer(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            byte[] much = ("data: " + "y".repeat(1 << 20)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 1000; i++) {
                    exchange.getResponseBody().write(much);
                }
            } catch (java.io.IOException _) { // the client hung up
            }
        })) {
            assertEquals(Kind.REPLY_TOO_LONG, failure(server.endpoint()).kind());
        }
    }

    @Test
    void a_refusal_is_the_same_with_streaming() {
        try (var server = new ChatServer(status(404, "no such model"))) {
            assertEquals(Kind.NOT_FOUND, failure(server.endpoint()).kind());
        }
    }

    @Test
    void who_throws_while_taking_a_piece_ends_the_request() {
        var gone = new CountDownLatch(1);
        try (var server = new RawServer(socket -> {
            RawServer.write(socket, HEAD + chunk(piece("a")));
            RawServer.untilClosed(socket, gone);
        })) {
            var thrown = assertThrows(IllegalStateException.class,
                    () -> new OpenAiModel(server.endpoint()).complete(QUESTION, _ -> {
                        throw new IllegalStateException("enough");
                    }));
            assertEquals("enough", thrown.getMessage());
            Interrupts.await(gone);
        }
    }
}
