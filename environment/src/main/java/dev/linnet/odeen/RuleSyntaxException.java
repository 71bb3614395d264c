package dev.linnet.odeen;

/** A text that is no rule: at which token, and what would have been right there. */
public final class RuleSyntaxException extends IllegalArgumentException {
    private final int position;

    RuleSyntaxException(int position, String message) {
        super(message);
        this.position = position;
    }

    /** The token, counted from 1, where the text stops being a rule; one more than there are where it ends too early. */
    public int position() {
        return position;
    }
}
