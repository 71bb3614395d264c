package dev.linnet.llm.openai;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatException.Kind;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The models of a server that speaks OpenAI's protocol.
 *
 * <p>A request that meets a busy or failing server (429, 5xx), a timeout or a connection that breaks off is tried again after 1, 2, 4, ...
 * seconds, or when the server says; never one that was refused (other 4xx), nor one whose text has begun to be handed over. No more
 * requests are under way at once than {@link Endpoint#concurrency}; further ones wait. Certificates are verified, redirections not followed.
 *
 * <p>An interrupt ends a request at once and closes its connection.
 */
public final class OpenAiModel implements ChatModel {
    private final Endpoint endpoint;
    private final Backoff.Pause pause;
    private final Server server;
    private final Semaphore places;
    private final Ledger ledger;
    private volatile String onlyModel = "";

    /** The models of a server. Nothing is asked yet. */
    public OpenAiModel(Endpoint endpoint) {
        this(endpoint, length -> Thread.sleep(length));
    }

    OpenAiModel(Endpoint endpoint, Backoff.Pause pause) {
        this(endpoint, pause, new Ledger());
    }

    private OpenAiModel(Endpoint endpoint, Backoff.Pause pause, Ledger ledger) {
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.pause = pause;
        this.ledger = ledger;
        server = new Server(endpoint, InstantSource.system());
        places = new Semaphore(endpoint.concurrency(), true);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** The same with another endpoint; what is asked of either counts for both, at its own price. */
    public OpenAiModel withSettings(Endpoint other) {
        return new OpenAiModel(other, pause, ledger);
    }

    /** What was asked of it so far. */
    public Spending spending() {
        return ledger.spending(endpoint.price());
    }

    @Override
    public int concurrency() {
        return endpoint.concurrency();
    }

    @Override
    public String description() {
        return endpoint.toString();
    }

    @Override
    public ChatReply complete(ChatRequest request) {
        return tried(request, model -> server.ask(request, model));
    }

    @Override
    public ChatReply complete(ChatRequest request, Consumer<String> pieces) {
        Objects.requireNonNull(pieces, "pieces");
        return tried(request, model -> server.stream(request, model, pieces));
    }

    /**
     * The names of the server's models.
     *
     * @throws ChatException where the server does not say
     */
    public List<String> models() {
        return patiently("", _ -> server.models());
    }

    /** One attempt. */
    @FunctionalInterface
    private interface Attempt<T> {
        T make(String model) throws TransientException, InterruptedException;
    }

    private ChatReply tried(ChatRequest request, Attempt<ChatReply> attempt) {
        boolean replied = false;
        try {
            ChatReply reply = patiently(model(request), attempt);
            replied = true;
            ledger.reply(reply.usage());
            return reply;
        } finally {
            if (!replied) {
                ledger.failure();
            }
        }
    }

    private String model(ChatRequest request) {
        if (!request.model().isEmpty()) {
            return request.model();
        }
        if (!endpoint.model().isEmpty()) {
            return endpoint.model();
        }
        if (onlyModel.isEmpty()) {
            List<String> models = models();
            if (models.size() != 1) {
                throw new ChatException(Kind.NOT_CONFIGURED, "No model is chosen, and " + endpoint.base() + " has "
                        + (models.isEmpty() ? "none" : models.size() + ": " + some(models)) + ". Set "
                        + Endpoint.MODEL + ", or type %llm --model NAME.");
            }
            onlyModel = models.getFirst();
        }
        return onlyModel;
    }

    private static String some(List<String> models) {
        return String.join(", ", models.subList(0, Math.min(10, models.size()))) + (models.size() > 10 ? ", ..." : "");
    }

    private <T> T patiently(String model, Attempt<T> attempt) {
        try {
            places.acquire();
            try {
                return again(model, attempt);
            } finally {
                places.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CancellationException("The request to " + endpoint.base() + " was interrupted.");
        }
    }

    private <T> T again(String model, Attempt<T> attempt) throws InterruptedException {
        for (int tries = 1;; tries++) {
            try {
                return attempt.make(model);
            } catch (TransientException failure) {
                Duration wait = failure.retryAfter().orElse(Backoff.delay(tries));
                if (tries >= endpoint.attempts() || wait.compareTo(Backoff.MOST_TOLD) > 0) {
                    throw failure.after(tries);
                }
                ledger.retry();
                pause.take(wait);
            }
        }
    }
}
