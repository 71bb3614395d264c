package dev.linnet.llm.openai;

import com.google.gson.JsonObject;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatReply.FinishReason;
import dev.linnet.llm.TokenLogprob;
import dev.linnet.llm.TokenUsage;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A reply that arrives as events, each with a piece of the text; {@code [DONE]} is the last. */
final class StreamedReply {
    private static final String DONE = "[DONE]";

    private final Endpoint endpoint;
    private final String asked;
    private final Consumer<String> pieces;
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private Optional<FinishReason> finish = Optional.empty();
    private Optional<TokenUsage> usage = Optional.empty();
    private String model;
    private boolean done;

    StreamedReply(Endpoint endpoint, String model, Consumer<String> pieces) {
        this.endpoint = endpoint;
        this.asked = model;
        this.model = model;
        this.pieces = pieces;
    }

    /**
     * Reads to the end.
     *
     * @throws TransientException where it fails before anything was handed over
     */
    ChatReply read(Exchange exchange) throws TransientException, InterruptedException {
        var events = new ArrayDeque<String>();
        var stream = new EventStream(events::add);
        try {
            for (byte[] piece = exchange.next(endpoint.timeout()); piece != null && !done; piece = done
                    ? null
                    : exchange.next(endpoint.timeout())) {
                stream.accept(piece);
                takeAll(events);
                if (stream.waiting() > Server.MOST_BYTES || text.length() > Server.MOST_BYTES) {
                    throw Server.tooLong(endpoint);
                }
            }
        } catch (IOException failure) {
            throw broken(failure);
        }
        if (!done) {
            stream.close();
            takeAll(events);
        }
        if (!done && finish.isEmpty()) { // closed as if all were well
            throw broken(new IOException("the stream ended without an end"));
        }
        return Server.checked(endpoint, new ChatReply(text.toString(), finish.orElse(FinishReason.OTHER), usage,
                logprobs, model));
    }

    private void takeAll(ArrayDeque<String> events) throws TransientException {
        while (!events.isEmpty() && !done) {
            take(events.poll());
        }
    }

    private void take(String data) throws TransientException {
        if (data.strip().equals(DONE)) {
            done = true;
            return;
        }
        JsonObject json = ReplyJson.object(data)
                .orElseThrow(() -> new ChatException(Kind.MALFORMED_REPLY, endpoint.base()
                        + " sends an event that is not JSON: \""
                        + Refusal.shortened(data.substring(0, Math.min(200, data.length())), endpoint.key()) + "\""));
        if (json.has("error")) {
            TransientException failure = Server.failed(endpoint, json, asked);
            if (text.isEmpty()) {
                throw failure;
            }
            throw failure.after(1);
        }
        usage = ReplyJson.usage(json).or(() -> usage);
        model = ReplyJson.text(json, "model").orElse(model);
        for (JsonObject choice : ReplyJson.objects(json, "choices")) {
            finish = ReplyJson.finish(choice).or(() -> finish);
            logprobs.addAll(ReplyJson.logprobs(choice));
            String piece = ReplyJson.object(choice, "delta").map(ReplyJson::content).orElse("");
            if (!piece.isEmpty()) {
                text.append(piece);
                pieces.accept(piece);
            }
        }
    }

    /** Text that was handed over cannot be taken back. */
    private ChatException broken(IOException failure) throws TransientException {
        boolean slow = failure instanceof HttpTimeoutException;
        ChatException exception = slow
                ? new ChatException(Kind.TIMEOUT, endpoint.base() + " sent nothing more for "
                        + Server.seconds(endpoint.timeout()) + ", after " + text.length()
                        + " characters of the reply. Raise the timeout.", failure)
                : Server.broken(endpoint, text.length(), failure);
        if (text.isEmpty()) {
            throw new TransientException(exception, Optional.empty());
        }
        return exception;
    }
}
