package dev.linnet.llm.openai;

import dev.linnet.llm.ChatException;
import java.time.Duration;
import java.util.Optional;

/** An attempt failed that may succeed later. */
final class TransientException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ChatException failure;
    private final transient Optional<Duration> retryAfter;

    /**
     * A failure.
     *
     * @param failure    what is thrown if nobody tries again
     * @param retryAfter how long the server wants to be left alone, where it says so
     */
    TransientException(ChatException failure, Optional<Duration> retryAfter) {
        super(failure);
        this.failure = failure;
        this.retryAfter = retryAfter;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** What is thrown after so many attempts. */
    ChatException after(int attempts) {
        return attempts == 1
                ? failure
                : new ChatException(failure.kind(), failure.getMessage() + " (tried " + attempts + " times)", failure);
    }
}
