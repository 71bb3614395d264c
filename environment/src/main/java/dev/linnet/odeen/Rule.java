package dev.linnet.odeen;

/**
 * An explanation in the language of Odeen. {@link #text} prints it with one space between tokens; {@link RuleGrammar#parse} reads
 * it back.
 */
public sealed interface Rule {
    /** QUANTITY OBJ: so many cells are of a kind. */
    record Simple(Quantity quantity, ObjectKind object) implements Rule {
        @Override
        public String text() {
            return quantity.text() + " " + object.text();
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** QUANTITY OBJ REL OBJ: so many cells are of the first kind and lie so to the second. The first are counted, each once. */
    record Relational(Quantity quantity, ObjectKind object, Relation relation, ObjectKind other) implements Rule {
        @Override
        public String text() {
            return quantity.text() + " " + object.text() + " " + relation.word() + " " + other.text();
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** Two simple propositions joined by {@code and} or {@code or}. */
    record Compound(Simple left, Connective connective, Simple right) implements Rule {
        @Override
        public String text() {
            return left.text() + " " + connective.word() + " " + right.text();
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** Its tokens with one space between them. */
    String text();
}
