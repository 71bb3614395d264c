package dev.linnet.llm.openai;

import static dev.linnet.llm.openai.ChatServer.reply;
import static dev.linnet.llm.openai.ChatServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatRequest;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, when, and what is not. */
@Timeout(30)
class RetryTest {
    private static final ChatRequest QUESTION = ChatRequest.of("?");
    private final Pauses pauses = new Pauses();

    private ChatException failure(ChatServer server) {
        return assertThrows(ChatException.class,
                () -> new OpenAiModel(server.endpoint(), pauses).complete(QUESTION));
    }

    @Test
    void a_busy_server_is_asked_again_after_1_2_and_4_seconds() {
        try (var server = new ChatServer(status(429, "slow down"), status(429, ""), status(429, ""),
                reply("at last"))) {
            var model = new OpenAiModel(server.endpoint(), pauses);
            assertEquals("at last", model.complete(QUESTION).text());
            assertEquals(List.of(1.0, 2.0, 4.0), pauses.seconds());
            assertEquals(3, model.spending().retries());
            assertEquals(1, model.spending().replies());
        }
    }

    @Test
    void the_server_says_how_long_to_wait() {
        try (var server = new ChatServer(status(429, "", "Retry-After", "7"), status(503, "", "Retry-After", "0.5"),
                status(429, "", "retry-after-ms", "250", "Retry-After", "1"), reply("ok"))) {
            assertEquals("ok", new OpenAiModel(server.endpoint(), pauses).complete(QUESTION).text());
            assertEquals(List.of(7.0, 0.5, 0.25), pauses.seconds());
        }
    }

    @Test
    void a_date_to_wait_for_is_read_and_nonsense_is_not() {
        var now = Instant.parse("2026-11-26T10:00:00Z");
        assertEquals(Optional.of(Duration.ofSeconds(30)), told("Thu, 26 Nov 2026 10:00:30 GMT", now));
        assertEquals(Optional.of(Duration.ZERO), told("Thu, 26 Nov 2026 09:00:00 GMT", now));
        for (String nonsense : List.of("soon", "-3", "NaN", "1e99", "")) {
            assertEquals(Optional.empty(), told(nonsense, now), nonsense);
        }
    }

    private static Optional<Duration> told(String value, Instant now) {
        return Backoff.told(HttpHeaders.of(Map.of("Retry-After", List.of(value)), (_, _) -> true), () -> now);
    }

    @Test
    void the_wait_grows_to_a_minute_and_no_further() {
        assertEquals(List.of(1L, 2L, 32L, 60L, 60L),
                java.util.stream.Stream.of(1, 2, 6, 7, 99).map(tries -> Backoff.delay(tries).toSeconds()).toList());
    }

    @Test
    void a_server_that_wants_an_hour_is_not_waited_for() {
        try (var server = new ChatServer(status(429, "come back later", "Retry-After", "3600"))) {
            var failure = failure(server);
            assertEquals(Kind.TOO_MANY_REQUESTS, failure.kind());
            assertEquals(List.of(), pauses.seconds());
            assertTrue(failure.getMessage().contains("(429): come back later"), failure.getMessage());
        }
    }

    @Test
    void a_failing_server_is_given_up_after_the_attempts() {
        try (var server = new ChatServer()
                .then(status(500, "<html><head><title>x</title></head><body>Internal   <b>Error</b></body>"))) {
            var failure = failure(server);
            assertEquals(Kind.SERVER_ERROR, failure.kind());
            assertEquals(server.endpoint().base() + " failed (500): Internal Error (tried 4 times)",
                    failure.getMessage());
            assertEquals(4, server.asked().size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 408, 409, 413, 422})
    void what_is_refused_is_not_asked_again(int code) {
        try (var server = new ChatServer(status(code, "{\"error\":{\"message\":\"because\"}}")).then(reply("late"))) {
            assertTrue(failure(server).getMessage().contains("(" + code + "): because"));
            assertEquals(1, server.asked().size());
            assertEquals(List.of(), pauses.seconds());
        }
    }

    @Test
    void an_empty_account_is_not_asked_again() {
        try (var server = new ChatServer(
                status(429, "{\"error\":{\"message\":\"You exceeded your quota\",\"code\":\"insufficient_quota\"}}"))) {
            assertEquals(Kind.TOO_MANY_REQUESTS, failure(server).kind());
            assertEquals(1, server.asked().size());
        }
    }

    @Test
    void a_slow_server_times_out_and_is_asked_again() {
        var over = new CountDownLatch(1);
        try (var server = new ChatServer(_ -> over.await(), reply("quick"))) {
            var endpoint = server.endpoint().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300));
            assertEquals("quick", new OpenAiModel(endpoint, pauses).complete(QUESTION).text());
            assertEquals(List.of(1.0), pauses.seconds());
            over.countDown();
        }
    }

    @Test
    void a_body_that_never_ends_times_out_as_well() {
        var gone = new CountDownLatch(1);
        try (var server = new RawServer(socket -> {
            RawServer.write(socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"choices\"");
            RawServer.untilClosed(socket, gone);
        })) {
            var endpoint = server.endpoint()
                    .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300))
                    .withAttempts(1);
            var failure = assertThrows(ChatException.class,
                    () -> new OpenAiModel(endpoint, pauses).complete(QUESTION));
            assertEquals(Kind.TIMEOUT, failure.kind());
            assertEquals(endpoint.base() + " did not answer within 0.3 s. Raise the timeout, or ask for less.",
                    failure.getMessage());
            Interrupts.await(gone);
        }
    }

    @Test
    void a_connection_that_breaks_off_is_made_anew() {
        var first = new java.util.concurrent.atomic.AtomicBoolean(true);
        try (var server = new RawServer(socket -> {
            String body = ChatServer.completion("whole");
            RawServer.write(socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + (first.getAndSet(false) ? body.substring(0, 40) : body));
        })) {
            assertEquals("whole", new OpenAiModel(server.endpoint(), pauses).complete(QUESTION).text());
            assertEquals(List.of(1.0), pauses.seconds());
        }
    }
}
