package dev.linnet.llm.openai;

import static dev.linnet.llm.openai.ChatServer.json;
import static dev.linnet.llm.openai.ChatServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer wrongly, and what the person hears. */
@Timeout(30)
class BadReplyTest {
    private static final String KEY = "sk-proj-Zw81kPq0LmNv77";

    private static ChatException failure(Endpoint endpoint) {
        return assertThrows(ChatException.class,
                () -> new OpenAiModel(endpoint, new Pauses()).complete(ChatRequest.of("?")));
    }

    private static String said(Endpoint endpoint, Kind kind) {
        var failure = failure(endpoint);
        assertEquals(kind, failure.kind(), failure.getMessage());
        return failure.getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "<html><body>Welcome to nginx</body></html>", "[]", "null", "{\"choices\":[]}",
            "{\"choices\":[{}]}", "{\"choices\":[{\"message\":\"text\"}]}", "{\"choices\":{\"message\":1}}"})
    void what_is_no_completion_is_shown_and_not_asked_again(String body) {
        try (var server = new ChatServer(json(body))) {
            String said = said(server.endpoint(), Kind.MALFORMED_REPLY);
            assertTrue(said.startsWith(server.endpoint().base() + " does not answer with a chat completion but with "),
                    said);
            assertTrue(said.endsWith("It usually ends in /v1."), said);
            assertTrue(said.contains(body.isEmpty() ? "with nothing." : body), said);
        }
    }

    @Test
    void a_wrong_model_is_named_with_what_the_server_says() {
        try (var server = new ChatServer(
                status(404, "{\"error\":{\"message\":\"model \\\"finch\\\" not found, try pulling it first\"}}"))) {
            assertEquals(server.endpoint().base() + " has no model \"finch\", or no chat at this address (404): model"
                    + " \"finch\" not found, try pulling it first. %llm models lists the models; an address usually"
                    + " ends in /v1.", said(server.endpoint(), Kind.NOT_FOUND));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":\"why\"}", "{\"message\":\"why\",\"object\":\"error\"}", "{\"detail\":\"why\"}",
            "{\"error\":{\"message\":\"why\",\"code\":3}}", "why", "<p>why</p>"})
    void errors_of_all_servers_are_read(String body) {
        try (var server = new ChatServer(status(422, body))) {
            assertEquals(server.endpoint().base() + " refuses the request (422): why",
                    said(server.endpoint(), Kind.REFUSED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Incorrect API key provided: KEY. Find yours at https://platform.example/keys.",
            "bad key \\\"KEY\\\"", "Incorrect API key provided: sk-p*************Nv77.",
            "unknown key ending in ...Nv77",
            "Authorization: Bearer KEY"})
    void a_refused_key_is_not_repeated(String message) {
        String body = "{\"error\":{\"message\":\"" + message.replace("KEY", KEY) + "\",\"code\":\"invalid_api_key\"}}";
        try (var server = new ChatServer(status(401, body))) {
            var endpoint = server.endpoint().withKey(ApiKey.of(KEY, "the variable OPENAI_API_KEY"));
            var failure = failure(endpoint);
            assertEquals(Kind.UNAUTHORISED, failure.kind());
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            assertFalse(trace.toString().contains("Nv77"), trace.toString());
            assertFalse(trace.toString().contains("sk-p"), trace.toString());
            assertTrue(failure.getMessage()
                    .startsWith(endpoint.base()
                            + " refuses the key from the variable OPENAI_API_KEY (401): "),
                    failure.getMessage());
            assertTrue(failure.getMessage().contains("[key removed]"), failure.getMessage());
        }
    }

    @Test
    void a_server_that_wants_a_key_says_so() {
        try (var server = new ChatServer(status(401, ""))) {
            assertEquals(server.endpoint().base() + " wants a key; set OPENAI_API_KEY (401)",
                    said(server.endpoint(), Kind.UNAUTHORISED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens\",\"code\":\"context_length_exceeded\"}}",
            "{\"object\":\"error\",\"message\":\"This model's maximum context length is 4096 tokens.\"}",
            "{\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size\",\"type\":\"exceed_context_size_error\"}}"})
    void a_conversation_that_is_too_long_is_called_that(String body) {
        try (var server = new ChatServer(status(400, body))) {
            String said = said(server.endpoint(), Kind.CONTEXT_TOO_LONG);
            assertTrue(said.startsWith("The conversation is too long for finch (400): "), said);
            assertTrue(said.endsWith(". Shorten the messages, or lower maxTokens."), said);
            assertFalse(said.contains(".."), said);
        }
    }

    @Test
    void an_empty_reply_says_why() {
        String body = "{\"model\":\"finch-7b\",\"choices\":[{\"message\":{\"content\":%s},\"finish_reason\":\"%s\"}]}";
        try (var server = new ChatServer(json(body.formatted("null", "length")), json(body.formatted("\"\"", "stop")),
                json(body.formatted("\"\"", "content_filter")))) {
            String answered = "finch-7b at " + server.endpoint().base() + " answered with nothing";
            assertEquals(answered
                    + ": all tokens that it may write went by before its answer began. Raise maxTokens.",
                    said(server.endpoint(), Kind.EMPTY_REPLY));
            assertEquals(answered + ". Ask again with another seed or temperature, or in other words.",
                    said(server.endpoint(), Kind.EMPTY_REPLY));
            assertEquals(answered + ": the server withheld the answer.", said(server.endpoint(), Kind.EMPTY_REPLY));
        }
    }

    @Test
    void an_error_that_calls_itself_a_success_is_an_error() {
        try (var server = new ChatServer().then(json("{\"error\":{\"message\":\"out of memory\"}}"))) {
            assertTrue(said(server.endpoint(), Kind.SERVER_ERROR).contains("out of memory"));
        }
    }

    @Test
    void a_long_reply_is_read_and_a_huge_one_is_not_read_to_its_end() {
        String text = "x".repeat(3 << 20);
        try (var server = new ChatServer(ChatServer.reply(text))) {
            assertEquals(text.length(),
                    new OpenAiModel(server.endpoint()).complete(ChatRequest.of("?")).text().length());
        }
        try (var server = new ChatServer(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = "y".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            try {
                for (int i = 0; i < 1000; i++) { // a gigabyte, were it read
                    exchange.getResponseBody().write(much);
                }
            } catch (IOException _) { // the client hung up
            }
        })) {
            assertEquals("The reply of " + server.endpoint().base()
                    + " is longer than 16 MiB, and was not read to its end. Limit it with maxTokens.",
                    said(server.endpoint(), Kind.REPLY_TOO_LONG));
        }
    }

    @Test
    void a_redirection_is_told_and_the_key_does_not_follow_it() {
        try (var other = new ChatServer().then(ChatServer.reply("stolen"));
                var server = new ChatServer(
                        status(307, "", "Location", other.endpoint().base() + "/chat/completions"))) {
            var endpoint = server.endpoint().withKey(ApiKey.of(KEY, "a test"));
            assertEquals(endpoint.base() + " sends elsewhere (307): to " + other.endpoint().base()
                    + "/chat/completions. Set the address to where it is.", said(endpoint, Kind.REFUSED));
            assertEquals(0, other.asked().size());
        }
    }

    @Test
    void nobody_there_is_one_sentence_at_once() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var pauses = new Pauses();
        var model = new OpenAiModel(Endpoint.at("http://localhost:" + port + "/v1").withModel("m"), pauses);
        var failure = assertThrows(ChatException.class, () -> model.complete(ChatRequest.of("?")));
        assertEquals("Nothing listens at http://localhost:" + port
                + "/v1. Is the server running, and the address right?", failure.getMessage());
        assertEquals(0, pauses.seconds().size());
    }

    @Test
    void a_machine_that_is_not_there_is_named() {
        String name = "x".repeat(64) + ".invalid"; // too long for a name, which no network needs to be asked about
        assertEquals("There is no machine named " + name + " (http://" + name + "/v1)."
                + " Is the address right, and the network there?",
                said(Endpoint.at("http://" + name + "/v1").withModel("m"), Kind.UNREACHABLE));
    }
}
