package dev.linnet.odeen.picture;

import dev.linnet.odeen.Connective;
import dev.linnet.odeen.Feature;
import dev.linnet.odeen.ObjectKind;
import dev.linnet.odeen.Quantity;
import dev.linnet.odeen.Relation;
import dev.linnet.odeen.Rule;

/** Rules in plain English: {@code exactly 1 blue block surrounded_by pyramid} is "exactly one blue block has a pyramid on both sides". */
public final class English {
    private static final String[] NUMBERS = {"no", "one", "two", "three", "four", "five", "six", "seven"};

    private English() {}

    /** The rule as a sentence. */
    public static String of(Rule rule) {
        String text = switch (rule) {
            case Rule.Simple simple -> thereIs(simple);
            case Rule.Relational relational -> count(relational.quantity(), relational.object()) + " "
                    + relation(relational.relation(), relational.other(), plural(relational.quantity()));
            case Rule.Compound(var left, var connective, var right) -> (connective == Connective.AND ? "" : "either ")
                    + thereIs(left) + (connective == Connective.AND ? " and " : " or ") + thereIs(right)
                    + (connective == Connective.AND ? "" : ", or both");
        };
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private static String thereIs(Rule.Simple rule) {
        return (plural(rule.quantity()) ? "there are " : "there is ") + count(rule.quantity(), rule.object());
    }

    private static boolean plural(Quantity quantity) {
        return quantity.number() != 1;
    }

    private static String count(Quantity quantity, ObjectKind object) {
        String number = NUMBERS[quantity.number()];
        return switch (quantity.bound()) {
            case AT_LEAST -> "at least " + number;
            case EXACTLY -> "exactly " + number;
            case AT_MOST -> "at most " + number;
            case ZERO -> number;
        } + " " + noun(object, plural(quantity));
    }

    private static String relation(Relation relation, ObjectKind other, boolean plural) {
        String has = plural ? "have " : "has ";
        String one = article(noun(other, false));
        return switch (relation) {
            case TOUCHING -> has + one + " right beside " + (plural ? "them" : "it");
            case SURROUNDED_BY -> has + one + " on both sides";
            case AT_THE_RIGHT_OF -> (plural ? "are " : "is ") + "somewhere to the right of " + one;
            case AT_THE_LEFT_OF -> (plural ? "are " : "is ") + "somewhere to the left of " + one;
        };
    }

    private static String article(String noun) {
        return "a " + noun; // no kind of object begins with a vowel
    }

    private static String noun(ObjectKind object, boolean plural) {
        String colour = object.has(Feature.RED) ? "red " : object.has(Feature.BLUE) ? "blue " : "";
        String thing = object.has(Feature.BLOCK) ? "block" : object.has(Feature.PYRAMID) ? "pyramid" : "piece";
        String pointing = object.has(Feature.POINTING_UP)
                ? " pointing up"
                : object.has(Feature.POINTING_DOWN) ? " pointing down" : "";
        return colour + thing + (plural ? "s" : "") + pointing;
    }
}
