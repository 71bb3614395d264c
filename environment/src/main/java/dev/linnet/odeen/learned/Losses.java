package dev.linnet.odeen.learned;

/**
 * Sums over samples.
 *
 * @param samples number of samples
 * @param label   mean cross entropy of each sample's labels, nats; 0 where no label is learned
 * @param rule    mean cross entropy of each rule's tokens, nats; 0 where no rule is learned
 */
public record Losses(int samples, double label, double rule) {
    static final Losses NONE = new Losses(0, 0, 0);

    Losses plus(Losses other) {
        return new Losses(samples + other.samples, label + other.label, rule + other.rule);
    }
}
