package dev.linnet.odeen;

import java.util.ArrayList;
import java.util.List;

/**
 * Labels a structure by a rule the slow way: the rule's words and the row's characters, cell by cell, as the semantics are told in prose.
 * It shares nothing with the fast code, neither parser nor tables. Rules must be well-formed.
 */
final class ProseOracle {
    private ProseOracle() {}

    /** Whether the structure is accepted. */
    static boolean label(String rule, String structure) {
        int and = rule.indexOf(" and ");
        if (and >= 0) {
            return label(rule.substring(0, and), structure) && label(rule.substring(and + 5), structure);
        }
        int or = rule.indexOf(" or ");
        if (or >= 0) {
            return label(rule.substring(0, or), structure) || label(rule.substring(or + 4), structure);
        }
        var words = new ArrayList<>(List.of(rule.split(" ", -1)));
        String quantity = words.removeFirst();
        int number = quantity.equals("zero") ? 0 : Integer.parseInt(words.removeFirst());
        int count = count(words, structure);
        return switch (quantity) {
            case "zero" -> count == 0;
            case "at_least" -> count >= number;
            case "exactly" -> count == number;
            case "at_most" -> count <= number;
            default -> throw new IllegalArgumentException(quantity);
        };
    }

    /** How many cells are what the words say: an object, or an object in a relation to an object. */
    private static int count(List<String> words, String structure) {
        for (String relation : List.of("touching", "surrounded_by", "at_the_right_of", "at_the_left_of")) {
            int at = words.indexOf(relation);
            if (at >= 0) {
                return count(words.subList(0, at), relation, words.subList(at + 1, words.size()), structure);
            }
        }
        int count = 0;
        for (int cell = 0; cell < structure.length(); cell++) {
            if (is(words, structure, cell)) {
                count++;
            }
        }
        return count;
    }

    private static int count(List<String> first, String relation, List<String> second, String structure) {
        int count = 0;
        for (int cell = 0; cell < structure.length(); cell++) {
            if (is(first, structure, cell) && stands(cell, relation, second, structure)) {
                count++;
            }
        }
        return count;
    }

    private static boolean stands(int cell, String relation, List<String> object, String structure) {
        boolean left = is(object, structure, cell - 1);
        boolean right = is(object, structure, cell + 1);
        return switch (relation) {
            case "touching" -> left || right;
            case "surrounded_by" -> left && right;
            case "at_the_right_of" -> {
                boolean found = false;
                for (int before = 0; before < cell; before++) {
                    found |= is(object, structure, before);
                }
                yield found;
            }
            case "at_the_left_of" -> {
                boolean found = false;
                for (int after = cell + 1; after < structure.length(); after++) {
                    found |= is(object, structure, after);
                }
                yield found;
            }
            default -> throw new IllegalArgumentException(relation);
        };
    }

    /** Whether the piece in a cell is all that the words say; outside the row there is nothing. */
    private static boolean is(List<String> object, String structure, int cell) {
        if (cell < 0 || cell >= structure.length()) {
            return false;
        }
        char piece = structure.charAt(cell);
        boolean all = piece != '.';
        for (String word : object) {
            all &= switch (word) {
                case "red" -> "AVB".indexOf(piece) >= 0;
                case "blue" -> "avb".indexOf(piece) >= 0;
                case "block" -> "Bb".indexOf(piece) >= 0;
                case "pyramid" -> "AaVv".indexOf(piece) >= 0;
                case "pointing_up" -> "Aa".indexOf(piece) >= 0;
                case "pointing_down" -> "Vv".indexOf(piece) >= 0;
                default -> throw new IllegalArgumentException(word);
            };
        }
        return all;
    }
}
