package dev.linnet.odeen;

import java.util.Arrays;

/** The rules whose labels differ least from given ones. */
public final class Nearest {
    private final int distance;
    private final int[] rules;

    Nearest(int distance, int[] rules) {
        this.distance = distance;
        this.rules = rules;
    }

    /** Labels in which they differ. */
    public int distance() {
        return distance;
    }

    /** The ids of all rules that differ in so many, ascending. */
    public int[] rules() {
        return rules.clone();
    }

    /** Whether a rule is among them. */
    public boolean contains(int rule) {
        return Arrays.binarySearch(rules, rule) >= 0;
    }

    @Override
    public String toString() {
        return "Nearest[" + rules.length + (rules.length == 1 ? " rule" : " rules") + " at distance " + distance + "]";
    }
}
