package dev.linnet.verbal.symbolic;

/** A prompt that cannot be answered; the message is the end of a sentence. */
final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
        super(message);
    }
}
