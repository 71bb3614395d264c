package dev.linnet.llm.openai;

import com.google.gson.JsonObject;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatReply.FinishReason;
import dev.linnet.llm.ChatRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** Single attempts: a request, its reply, and errors as sentences. */
final class Server {
    /** More than any model writes; a reply of more bytes is not read to its end. */
    static final int MOST_BYTES = 16 << 20;

    private final Endpoint endpoint;
    private final InstantSource clock;
    private volatile String limitName = RequestJson.MAX_TOKENS;

    Server(Endpoint endpoint, InstantSource clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /** Reads an open response. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(Exchange exchange, long deadline) throws IOException, InterruptedException, TransientException;
    }

    /** The whole reply at once. */
    ChatReply ask(ChatRequest request, String model) throws TransientException, InterruptedException {
        return chat(request, model, false, (exchange, deadline) -> reply(body(exchange, deadline), model));
    }

    /** The reply in pieces. */
    ChatReply stream(ChatRequest request, String model, Consumer<String> pieces)
            throws TransientException, InterruptedException {
        return chat(request, model, true, (exchange, deadline) -> {
            if (!exchange.headers().firstValue("content-type").orElse("").contains("event-stream")) {
                ChatReply whole = reply(body(exchange, deadline), model); // a server that cannot stream
                pieces.accept(whole.text());
                return whole;
            }
            return new StreamedReply(endpoint, model, pieces).read(exchange);
        });
    }

    /** The models' names, sorted. */
    List<String> models() throws TransientException, InterruptedException {
        HttpRequest request = request("/models").GET().build();
        return send(request, "", (exchange, deadline) -> {
            String body = body(exchange, deadline);
            JsonObject json = ReplyJson.object(body)
                    .filter(all -> all.has("data"))
                    .orElseThrow(() -> malformed("a list of models", body));
            return ReplyJson.objects(json, "data")
                    .stream()
                    .flatMap(model -> ReplyJson.text(model, "id").stream())
                    .sorted()
                    .toList();
        });
    }

    private ChatReply chat(ChatRequest request, String model, boolean stream, Reading<ChatReply> reading)
            throws TransientException, InterruptedException {
        String limit = limitName;
        try {
            return send(post(RequestJson.of(request, model, stream, limit), stream), model, reading);
        } catch (OtherLimitException refused) {
            if (!limit.equals(RequestJson.MAX_TOKENS)) {
                throw refused.refusal.exception(endpoint, model);
            }
            limitName = RequestJson.MAX_COMPLETION_TOKENS; // for this server from now on
            try {
                return send(post(RequestJson.of(request, model, stream, limitName), stream), model, reading);
            } catch (OtherLimitException again) {
                throw again.refusal.exception(endpoint, model);
            }
        }
    }

    private HttpRequest post(String json, boolean stream) {
        return request("/chat/completions").header("Content-Type", "application/json")
                .header("Accept", stream ? "text/event-stream" : "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        var builder = HttpRequest.newBuilder(URI.create(endpoint.base() + path));
        endpoint.key().ifPresent(key -> builder.header("Authorization", key.bearer()));
        return builder;
    }

    private <T> T send(HttpRequest request, String model, Reading<T> reading)
            throws TransientException, InterruptedException {
        long deadline = System.nanoTime() + endpoint.timeout().toNanos();
        try (var exchange = Exchange.open(Connections.within(endpoint.connectTimeout()), request,
                endpoint.timeout())) {
            if (exchange.status() / 100 != 2) {
                throw refused(exchange, deadline, model);
            }
            return reading.of(exchange, deadline);
        } catch (IOException failure) {
            throw unreachable(failure);
        }
    }

    private RuntimeException refused(Exchange exchange, long deadline, String model)
            throws IOException, InterruptedException, TransientException {
        String location = exchange.headers().firstValue("location").map(to -> " to " + to).orElse("");
        Refusal refusal = Refusal.of(exchange.status(),
                exchange.status() / 100 == 3 ? location : exchange.text(64 << 10, false, deadline), endpoint.key());
        if (refusal.wantsOtherLimit()) {
            throw new OtherLimitException(refusal);
        }
        ChatException failure = refusal.exception(endpoint, model);
        if (refusal.passes()) {
            throw new TransientException(failure, Backoff.told(exchange.headers(), clock));
        }
        return failure;
    }

    private String body(Exchange exchange, long deadline) throws IOException, InterruptedException {
        String body = exchange.text(MOST_BYTES, true, deadline);
        if (body == null) {
            throw tooLong(endpoint);
        }
        return body;
    }

    static ChatException tooLong(Endpoint endpoint) {
        return new ChatException(Kind.REPLY_TOO_LONG, "The reply of " + endpoint.base() + " is longer than "
                + (MOST_BYTES >> 20) + " MiB, and was not read to its end. Limit it with maxTokens.");
    }

    private ChatReply reply(String body, String model) throws TransientException {
        JsonObject json = ReplyJson.object(body).orElseThrow(() -> malformed("a chat completion", body));
        if (json.has("error") && !json.has("choices")) { // some proxies answer 200 all the same
            throw failed(endpoint, json, model);
        }
        JsonObject choice = ReplyJson.objects(json, "choices")
                .stream()
                .findFirst()
                .orElseThrow(() -> malformed("a chat completion", body));
        JsonObject message = ReplyJson.object(choice, "message")
                .orElseThrow(() -> malformed("a chat completion", body));
        return checked(endpoint, new ChatReply(ReplyJson.content(message),
                ReplyJson.finish(choice).orElse(FinishReason.OTHER), ReplyJson.usage(json),
                ReplyJson.logprobs(choice), ReplyJson.text(json, "model").orElse(model)));
    }

    /** An error where a reply should be. */
    static TransientException failed(Endpoint endpoint, JsonObject json, String model) {
        return new TransientException(Refusal.of(200, json.toString(), endpoint.key()).exception(endpoint, model),
                Optional.empty());
    }

    /** A reply with nothing in it is none. */
    static ChatReply checked(Endpoint endpoint, ChatReply reply) {
        if (!reply.text().isEmpty()) {
            return reply;
        }
        String why = switch (reply.finish()) {
            case LENGTH -> ": all tokens that it may write went by before its answer began. Raise maxTokens.";
            case CONTENT_FILTER -> ": the server withheld the answer.";
            default -> ". Ask again with another seed or temperature, or in other words.";
        };
        throw new ChatException(Kind.EMPTY_REPLY, reply.model() + " at " + endpoint.base() + " answered with nothing"
                + why);
    }

    private ChatException malformed(String wanted, String body) {
        String shown = Refusal.shortened(body.substring(0, Math.min(200, body.length())), endpoint.key());
        return new ChatException(Kind.MALFORMED_REPLY,
                endpoint.base() + " does not answer with " + wanted + " but with "
                        + (shown.isEmpty() ? "nothing" : "\"" + shown + "\"")
                        + ". Is this the address of an OpenAI-compatible API? It usually ends in /v1.");
    }

    /** Why nothing came back; no use to try again where nobody listens. */
    private ChatException unreachable(IOException failure) throws TransientException {
        String base = endpoint.base().toString();
        if (failure instanceof HttpTimeoutException && !isConnecting(failure)) {
            throw new TransientException(new ChatException(Kind.TIMEOUT, base + " did not answer within "
                    + seconds(endpoint.timeout()) + ". Raise the timeout, or ask for less.", failure),
                    Optional.empty());
        }
        if (isConnecting(failure)) {
            throw new TransientException(new ChatException(Kind.TIMEOUT, base + " could not be connected to within "
                    + seconds(endpoint.connectTimeout()) + ". Is the address right, and the network there?", failure),
                    Optional.empty());
        }
        if (has(failure, UnresolvedAddressException.class) || has(failure, UnknownHostException.class)) {
            return new ChatException(Kind.UNREACHABLE, "There is no machine named " + endpoint.base().getHost()
                    + " (" + base + "). Is the address right, and the network there?", failure);
        }
        if (has(failure, ConnectException.class)) {
            return new ChatException(Kind.UNREACHABLE, "Nothing listens at " + base
                    + ". Is the server running, and the address right?", failure);
        }
        if (has(failure, SSLException.class)) {
            return new ChatException(Kind.UNREACHABLE, base + " does not prove who it is: "
                    + failure.getMessage() + ". Its certificate must be one that the JDK trusts"
                    + " (-Djavax.net.ssl.trustStore names more), or the address begins with http.", failure);
        }
        throw new TransientException(broken(endpoint, 0, failure), Optional.empty());
    }

    /** A connection that broke off after some characters of text. */
    static ChatException broken(Endpoint endpoint, int characters, IOException failure) {
        return new ChatException(Kind.UNREACHABLE, "The connection to " + endpoint.base() + " broke off "
                + (characters > 0 ? "after " + characters + " characters of the reply." : "before the reply's end."),
                failure);
    }

    private static boolean isConnecting(IOException failure) {
        return failure instanceof java.net.http.HttpConnectTimeoutException;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%s s", duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : Double.toString(duration.toMillis() / 1000.0));
    }

    /** The server wants the limit of the reply's tokens under another name. */
    private static final class OtherLimitException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        OtherLimitException(Refusal refusal) {
            super(null, null, false, false);
            this.refusal = refusal;
        }
    }
}
