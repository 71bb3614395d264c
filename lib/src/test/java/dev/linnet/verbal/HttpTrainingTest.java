package dev.linnet.verbal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.cassette.Cassette;
import dev.linnet.llm.cassette.CassetteMode;
import dev.linnet.llm.openai.Endpoint;
import dev.linnet.llm.openai.OpenAiModel;
import dev.linnet.verbal.symbolic.SymbolicLanguageModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training through a server on loopback that speaks the protocol, with the symbolic model behind it. */
class HttpTrainingTest {
    private static final VerbalConfig QUICK = VerbalConfig.DEFAULT.withEpochs(1).withBatchSize(20).withEvaluate(false);

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonObject request;
        try (var body = exchange.getRequestBody()) {
            request = JsonParser.parseString(new String(body.readAllBytes(), StandardCharsets.UTF_8)).getAsJsonObject();
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonElement message : request.getAsJsonArray("messages")) {
            String text = message.getAsJsonObject().get("content").getAsString();
            messages.add(switch (message.getAsJsonObject().get("role").getAsString()) {
                case "system" -> ChatMessage.system(text);
                case "assistant" -> ChatMessage.assistant(text);
                default -> ChatMessage.user(text);
            });
        }
        var message = new JsonObject();
        message.addProperty("role", "assistant");
        message.addProperty("content", SymbolicLanguageModel.exact().complete(ChatRequest.of(messages)).text());
        var choice = new JsonObject();
        choice.addProperty("index", 0);
        choice.addProperty("finish_reason", "stop");
        choice.add("message", message);
        var choices = new JsonArray();
        choices.add(choice);
        var reply = new JsonObject();
        reply.addProperty("model", "symbolic");
        reply.add("choices", choices);
        // The fifth request is refused for now, as busy servers do.
        boolean busy = requests.incrementAndGet() == 5;
        byte[] bytes = (busy ? "{}" : reply.toString()).getBytes(StandardCharsets.UTF_8);
        if (busy) {
            exchange.getResponseHeaders().set("Retry-After", "0");
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(busy ? 429 : 200, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private OpenAiModel model() {
        return new OpenAiModel(
                Endpoint.at("http://127.0.0.1:" + server.getAddress().getPort() + "/v1").withModel("symbolic"));
    }

    @Test
    void a_server_trains_as_the_model_behind_it_does_and_a_cassette_as_the_server_did() {
        VerbalTask task = VerbalTask.polynomial(4);
        List<StepRecord> expected = VerbalTrainer.of(task, SymbolicLanguageModel.exact(), QUICK).toEndQuietly().steps();
        Path file = folder.resolve("talk.jsonl");
        try (Cassette recording = Cassette.open(file, CassetteMode.RECORD, model())) {
            assertEquals(expected, VerbalTrainer.of(task, recording, QUICK).toEndQuietly().steps());
        }
        int asked = requests.get();
        try (Cassette replaying = Cassette.open(file, CassetteMode.REPLAY, model())) {
            assertEquals(expected, VerbalTrainer.of(task, replaying, QUICK).toEndQuietly().steps());
        }
        assertEquals(asked, requests.get(), "requests in replay");
    }
}
