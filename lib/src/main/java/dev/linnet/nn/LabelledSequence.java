package dev.linnet.nn;

/**
 * One example: tokens, and for each position the right class or {@link #IGNORED}.
 *
 * @param tokens input tokens
 * @param labels classes, as many as tokens
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record LabelledSequence(int[] tokens, int[] labels) {
    /** The label of a position that counts neither in the loss nor in an accuracy. */
    public static final int IGNORED = -1;

    public LabelledSequence {
        if (tokens.length != labels.length) {
            throw new IllegalArgumentException("A sequence has %d tokens but %d labels.".formatted(tokens.length,
                    labels.length));
        }
    }

    /** The number of positions. */
    public int length() {
        return tokens.length;
    }
}
