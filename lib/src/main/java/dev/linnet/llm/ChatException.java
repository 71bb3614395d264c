package dev.linnet.llm;

import java.util.Objects;

/** There is no reply; the message says why and what to do, and holds no secrets. */
public final class ChatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** No model is configured, or what is configured makes no sense. */
        NOT_CONFIGURED,
        /** The server cannot be reached, or broke off. */
        UNREACHABLE,
        /** The server took too long. */
        TIMEOUT,
        /** The server refuses the key, or wants one. */
        UNAUTHORISED,
        /** There is no such model or no such address. */
        NOT_FOUND,
        /** The conversation is longer than the model can read. */
        CONTEXT_TOO_LONG,
        /** Too many requests, also after waiting. */
        TOO_MANY_REQUESTS,
        /** The server refuses the request for another reason. */
        REFUSED,
        /** The server has an error of its own, also after waiting. */
        SERVER_ERROR,
        /** The answer is not what the protocol says. */
        MALFORMED_REPLY,
        /** The model answered with nothing. */
        EMPTY_REPLY,
        /** The answer is longer than is read. */
        REPLY_TOO_LONG,
        /** A cassette is damaged, of another version, or lacks the request. */
        CASSETTE
    }

    private final Kind kind;

    public ChatException(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public ChatException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    public Kind kind() {
        return kind;
    }
}
