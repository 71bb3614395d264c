package dev.linnet.odeen.play;

import java.util.Objects;

/** What a player can do. */
public sealed interface Action {
    /** Asks for the label of a structure, given as text. */
    record Query(String structure) implements Action {
        public Query {
            Objects.requireNonNull(structure, "structure");
        }
    }

    /** Says what the rule is, as text. */
    record Propose(String rule) implements Action {
        public Propose {
            Objects.requireNonNull(rule, "rule");
        }
    }
}
