package dev.linnet.llm.openai;

import static dev.linnet.llm.openai.ChatServer.completion;
import static dev.linnet.llm.openai.ChatServer.json;
import static dev.linnet.llm.openai.ChatServer.reply;
import static dev.linnet.llm.openai.ChatServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatPart;
import dev.linnet.llm.ChatReply.FinishReason;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.TokenLogprob;
import dev.linnet.llm.TokenUsage;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OpenAiModelTest {
    @Test
    void a_question_gets_its_reply_with_usage_and_model() {
        try (var server = new ChatServer(reply("Vier, natürlich 🐦"))) {
            var answer = new OpenAiModel(server.endpoint()).complete(ChatRequest.of("2 + 2?"));
            assertEquals("Vier, natürlich 🐦", answer.text());
            assertEquals(FinishReason.STOP, answer.finish());
            assertEquals(Optional.of(new TokenUsage(7, 3)), answer.usage());
            assertEquals("finch-7b", answer.model());
            assertEquals("/v1/chat/completions", server.asked().getFirst().path());
            assertEquals(
                    JsonParser.parseString(
                            "{\"model\":\"finch\",\"messages\":[{\"role\":\"user\",\"content\":\"2 + 2?\"}]}"),
                    server.json());
            assertNull(server.asked().getFirst().authorization());
        }
    }

    @Test
    void everything_in_a_request_reaches_the_server() {
        var request = ChatRequest.of(ChatMessage.system("Be brief."), ChatMessage.user("a"), ChatMessage.assistant("b"),
                ChatMessage.user(new ChatPart.Text("What is this?"),
                        ChatPart.Image.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB))))
                .withModel("owl")
                .withTemperature(0.5)
                .withMaxTokens(20)
                .withSeed(42)
                .withStop("END", "\n")
                .withLogprobs(2);
        try (var server = new ChatServer(reply("ok"))) {
            var endpoint = server.endpoint().withKey(ApiKey.of("sesame-open-1234", "a test"));
            new OpenAiModel(endpoint).complete(request);
            var json = server.json();
            String url = json.getAsJsonArray("messages")
                    .get(3)
                    .getAsJsonObject()
                    .getAsJsonArray("content")
                    .get(1)
                    .getAsJsonObject()
                    .getAsJsonObject("image_url")
                    .get("url")
                    .getAsString();
            assertTrue(url.startsWith("data:image/png;base64,iVBOR"), url);
            assertEquals(JsonParser.parseString("""
                    {"model":"owl","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"a"},
                    {"role":"assistant","content":"b"},{"role":"user","content":[{"type":"text","text":"What is this?"},
                    {"type":"image_url","image_url":{"url":"%s"}}]}],"temperature":0.5,"max_tokens":20,"seed":42,
                    "stop":["END","\\n"],"logprobs":true,"top_logprobs":2}""".formatted(url)), json);
            assertEquals("Bearer sesame-open-1234", server.asked().getFirst().authorization());
        }
    }

    @Test
    void log_probabilities_come_with_the_tokens() {
        String body = """
                {"choices":[{"message":{"content":"hi"},"finish_reason":"length","logprobs":{"content":[{"token":"hi","logprob":-0.5,
                "top_logprobs":[{"token":"hi","logprob":-0.5},{"token":"ho","logprob":-1.5}]}]}}]}""";
        try (var server = new ChatServer(json(body))) {
            var answer = new OpenAiModel(server.endpoint()).complete(ChatRequest.of("?").withLogprobs(2));
            assertEquals(List.of(new TokenLogprob("hi", -0.5, List.of(new TokenLogprob.Alternative("hi", -0.5),
                    new TokenLogprob.Alternative("ho", -1.5)))), answer.logprobs());
            assertEquals(FinishReason.LENGTH, answer.finish());
            assertEquals(Optional.empty(), answer.usage());
            assertEquals("finch", answer.model(), "as it was asked for");
        }
    }

    @Test
    void content_in_parts_and_fields_of_other_kinds_are_read() {
        String body = """
                {"model":7,"choices":[{"message":{"content":[{"type":"text","text":"a"},{"type":"x"},{"type":"text","text":"b"}]},
                "finish_reason":"tool_calls","logprobs":null}],"usage":null}""";
        try (var server = new ChatServer(json(body))) {
            var answer = new OpenAiModel(server.endpoint()).complete(ChatRequest.of("?"));
            assertEquals("ab", answer.text());
            assertEquals(FinishReason.OTHER, answer.finish());
        }
    }

    @Test
    void tokens_and_cost_add_up() {
        try (var server = new ChatServer(reply("a"), reply("b"), status(400, "no"),
                json("{\"choices\":[{\"message\":{\"content\":\"c\"}}]}"))) {
            var model = new OpenAiModel(server.endpoint().withPrice(new Price(2, 10)));
            model.complete(ChatRequest.of("?"));
            model.complete(ChatRequest.of("?"));
            assertThrows(ChatException.class, () -> model.complete(ChatRequest.of("?")));
            model.complete(ChatRequest.of("?"));
            var spent = model.spending();
            assertEquals(new TokenUsage(14, 6), spent.usage());
            assertEquals((14 * 2 + 6 * 10) / 1e6, spent.cost().orElseThrow(), 1e-15);
            assertEquals("3 replies, 1 failure, 0 retries; 14 tokens read, 6 written"
                    + " (1 of the replies not counted by the server); cost 0.000088", spent.toString());
        }
    }

    @Test
    void the_only_model_of_a_server_needs_no_name_and_is_asked_for_once() {
        try (var server = new ChatServer(json("{\"object\":\"list\",\"data\":[{\"id\":\"lark\"}]}"))
                .then(reply("ok"))) {
            var model = new OpenAiModel(server.endpoint().withModel(""));
            model.complete(ChatRequest.of("?"));
            model.complete(ChatRequest.of("?"));
            assertEquals(List.of("/v1/models", "/v1/chat/completions", "/v1/chat/completions"),
                    server.asked().stream().map(ChatServer.Asked::path).toList());
            assertEquals("lark", server.json().get("model").getAsString());
        }
    }

    @Test
    void of_several_models_one_has_to_be_chosen() {
        try (var server = new ChatServer().then(json("{\"data\":[{\"id\":\"owl\"},{\"id\":\"lark\"}]}"))) {
            var model = new OpenAiModel(server.endpoint().withModel(""));
            assertEquals(List.of("lark", "owl"), model.models());
            var refused = assertThrows(ChatException.class, () -> model.complete(ChatRequest.of("?")));
            assertEquals(ChatException.Kind.NOT_CONFIGURED, refused.kind());
            assertEquals("No model is chosen, and " + server.endpoint().base()
                    + " has 2: lark, owl. Set OPENAI_MODEL, or type %llm --model NAME.", refused.getMessage());
        }
    }

    @Test
    void newer_models_get_the_limit_under_its_newer_name_from_then_on() {
        String refusal = """
                {"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}""";
        try (var server = new ChatServer(status(400, refusal)).then(reply("ok"))) {
            var model = new OpenAiModel(server.endpoint());
            model.complete(ChatRequest.of("?").withMaxTokens(5));
            model.complete(ChatRequest.of("?").withMaxTokens(5));
            assertEquals(3, server.asked().size());
            assertFalse(server.json().has("max_tokens"));
            assertEquals(5, server.json().get("max_completion_tokens").getAsInt());
        }
    }

    @Test
    void no_more_requests_than_allowed_are_under_way_and_replies_keep_the_order() {
        int most = 3;
        var running = new AtomicInteger();
        var highest = new AtomicInteger();
        var together = new CyclicBarrier(most); // opens only if three are under way at once
        try (var server = new ChatServer()) {
            server.then(exchange -> {
                highest.accumulateAndGet(running.incrementAndGet(), Math::max);
                try {
                    together.await();
                } catch (java.util.concurrent.BrokenBarrierException e) {
                    throw new java.io.IOException(e);
                }
                running.decrementAndGet();
                json(completion("reply to " + server.asked().size())).to(exchange);
            });
            var echo = new OpenAiModel(server.endpoint().withConcurrency(most));
            var requests = IntStream.range(0, 12).mapToObj(i -> ChatRequest.of("question " + i)).toList();
            assertEquals(12, echo.completeAll(requests).size());
            assertEquals(most, highest.get());
        }
    }

    @Test
    void replies_have_the_order_of_the_requests() {
        try (var server = new ChatServer()) {
            server.then(
                    exchange -> json(completion(exchange.getRequestHeaders().getFirst("Content-Length"))).to(exchange));
            var model = new OpenAiModel(server.endpoint());
            var requests = IntStream.range(0, 30).mapToObj(i -> ChatRequest.of("x".repeat(i))).toList();
            var lengths = model.completeAll(requests).stream().mapToInt(one -> Integer.parseInt(one.text())).toArray();
            for (int i = 1; i < lengths.length; i++) {
                assertEquals(lengths[0] + i, lengths[i]);
            }
        }
    }
}
