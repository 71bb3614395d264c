package dev.linnet.odeen.learned;

/**
 * A rule with structures that it labels: what a learner is shown of one rule of the world.
 *
 * @param rule       the rule's words, separated by one space
 * @param structures their numbers; the same one may come more than once
 * @param labels     of the structures, true for accepted
 */
public record Phenomenon(String rule, int[] structures, boolean[] labels) {
    public Phenomenon {
        if (structures.length == 0 || structures.length != labels.length) {
            throw new IllegalArgumentException("The rule '%s' has %d structures and %d labels; it needs as many of both, "
                    .formatted(rule, structures.length, labels.length) + "at least one.");
        }
    }
}
