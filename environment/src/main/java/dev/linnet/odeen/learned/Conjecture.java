package dev.linnet.odeen.learned;

/**
 * A rule that a generator proposes; it need not be well-formed.
 *
 * @param text           its words
 * @param tokens         the sequence as it was written, from sos on
 * @param logProbability of the sequence, natural logarithm
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record Conjecture(String text, int[] tokens, double logProbability) {
    @Override
    public String toString() {
        return "%s (log probability %.3f)".formatted(text, logProbability);
    }
}
