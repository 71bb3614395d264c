package dev.linnet.llm;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a model answered.
 *
 * @param text     the answer
 * @param finish   why it ended
 * @param usage    tokens read and written, where the server counts them
 * @param logprobs one entry a token, where they were asked for and the server offers them; else empty
 * @param model    the model that answered, as it calls itself
 */
public record ChatReply(String text, FinishReason finish, Optional<TokenUsage> usage, List<TokenLogprob> logprobs,
        String model) {
    /** Why a reply ended. */
    public enum FinishReason {
        /** The model was done, or came to a stop text. */
        STOP,
        /** The reply reached {@link ChatRequest#maxTokens} or the end of the context. */
        LENGTH,
        /** The server withheld the rest. */
        CONTENT_FILTER,
        /** Something else, or the server did not say. */
        OTHER
    }

    public ChatReply {
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(finish, "finish");
        Objects.requireNonNull(usage, "usage");
        Objects.requireNonNull(model, "model");
        logprobs = List.copyOf(logprobs);
    }

    /** A reply that ended by itself, of a model that counts no tokens. */
    public static ChatReply of(String text, String model) {
        return new ChatReply(text, FinishReason.STOP, Optional.empty(), List.of(), model);
    }
}
