package dev.linnet.llm.openai;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** A server on loopback that speaks the protocol: each request is kept and gets the next of the answers that it was given. */
public final class ChatServer implements AutoCloseable {
    /** Writes an answer. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** What was asked. */
    public record Asked(String path, String authorization, JsonObject json) {}

    private final HttpServer server;
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final List<Asked> asked = new ArrayList<>();
    private volatile Answer rest;

    public ChatServer(Answer... first) {
        answers.addAll(List.of(first));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** What every further request gets. */
    public ChatServer then(Answer always) {
        rest = always;
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        synchronized (asked) {
            asked.add(new Asked(exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    body.isEmpty() ? null : JsonParser.parseString(body).getAsJsonObject()));
        }
        Answer answer = answers.poll();
        if (answer == null) {
            answer = rest;
        }
        if (answer == null) {
            answer = status(599, "the test has no more answers");
        }
        try (exchange) {
            answer.to(exchange);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    public Endpoint endpoint() {
        return Endpoint.at("http://localhost:" + server.getAddress().getPort() + "/v1").withModel("finch");
    }

    public List<Asked> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    public JsonObject json() {
        return asked().getLast().json();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A reply that ended by itself, of 7 tokens read and 3 written. */
    public static String completion(String text) {
        return """
                {"id":"1","object":"chat.completion","model":"finch-7b","choices":[{"index":0,"message":{"role":"assistant",\
                "content":%s},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}"""
                .formatted(new JsonPrimitive(text));
    }

    public static Answer reply(String text) {
        return json(completion(text));
    }

    public static Answer json(String body) {
        return status(200, body);
    }

    public static Answer status(int code, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Writes each text and flushes it. */
    public static Answer stream(String... texts) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            for (String text : texts) {
                exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        };
    }

    /** An event with a piece of text. */
    public static String piece(String text) {
        return "data: {\"model\":\"finch-7b\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                + new JsonPrimitive(text)
                + "},\"finish_reason\":null}]}\n\n";
    }

    public static String end() {
        return """
                data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}

                data: [DONE]

                """;
    }
}
