package dev.linnet.verbal;

/** A model's reply is not what was asked for; the message names the defect in words that the model can be told as well. */
public final class UnreadableReplyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableReplyException(String message) {
        super(message);
    }
}
