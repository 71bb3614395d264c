package dev.linnet.attention.softmax;

/** How scores become weights of values. */
public enum Weights {
    /** exp(score), divided by the row's sum. */
    SOFTMAX,
    /** max(score, 0), the output RMS-normalised over the head's channels (ReLA). */
    RELA
}
