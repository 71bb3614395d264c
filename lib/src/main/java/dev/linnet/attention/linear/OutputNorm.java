package dev.linnet.attention.linear;

/** What becomes of t = S^T phi(q) to give the output of a head. */
public enum OutputNorm {
    /** o = t */
    NONE,
    /** o = t / (z . phi(q) + epsilon), z the sum of all phi(k): the state has one more column, which holds z. */
    SUM,
    /** o = t / sqrt(mean(t^2) + epsilon) over the head's channels, no learned weight. */
    RMS
}
