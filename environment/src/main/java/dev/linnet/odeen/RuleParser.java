package dev.linnet.odeen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads one rule from its tokens by recursive descent; knows at each token which ones would go on. */
final class RuleParser {
    private final Universe universe;
    private final String text;
    private final List<String> tokens;
    private int next;

    RuleParser(Universe universe, String text) {
        this.universe = universe;
        this.text = text;
        this.tokens = text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    Rule rule() {
        Rule.Simple simple = simple();
        var relations = universe.relations().stream().map(Relation::word).toList();
        if (next == tokens.size()) {
            return simple;
        }
        for (Relation relation : universe.relations()) {
            if (taken(relation.word())) {
                return end(new Rule.Relational(simple.quantity(), simple.object(), relation, object()));
            }
        }
        var going = new TreeSet<>(relations);
        if (universe.connectives()) {
            for (Connective connective : Connective.values()) {
                if (taken(connective.word())) {
                    return end(new Rule.Compound(simple, connective, simple()));
                }
                going.add(connective.word());
            }
        }
        going.addAll(continuations(simple.object()));
        throw wrong(going, true);
    }

    private Rule end(Rule rule) {
        if (next == tokens.size()) {
            return rule;
        }
        ObjectKind last = rule instanceof Rule.Relational relational
                ? relational.other()
                : ((Rule.Compound) rule).right().object();
        throw wrong(new TreeSet<>(continuations(last)), true);
    }

    private Rule.Simple simple() {
        return new Rule.Simple(quantity(), object());
    }

    private Quantity quantity() {
        var bounds = new TreeSet<>(universe.quantities().stream().map(q -> q.bound().word()).toList());
        for (Quantity.Bound bound : Quantity.Bound.values()) {
            if (bounds.contains(bound.word()) && taken(bound.word())) {
                return bound == Quantity.Bound.ZERO ? new Quantity(bound, 0) : number(bound);
            }
        }
        throw wrong(bounds, false);
    }

    private Quantity number(Quantity.Bound bound) {
        var numbers = new TreeSet<String>();
        for (Quantity quantity : universe.quantities()) {
            if (quantity.bound() == bound) {
                String number = String.valueOf(quantity.number());
                if (taken(number)) {
                    return quantity;
                }
                numbers.add(number);
            }
        }
        throw wrong(numbers, false);
    }

    /** The kind with the most tokens that stand here. */
    private ObjectKind object() {
        int start = next;
        var words = new ArrayList<String>();
        ObjectKind found = null;
        while (next < tokens.size()) {
            words.add(tokens.get(next));
            String prefix = String.join(" ", words);
            if (universe.objects().stream().noneMatch(kind -> begins(kind, prefix))) {
                break;
            }
            next++;
            found = universe.objects().stream().filter(kind -> kind.text().equals(prefix)).findFirst().orElse(found);
        }
        if (found == null) {
            String prefix = String.join(" ", tokens.subList(start, next));
            throw wrong(after(prefix), false);
        }
        next = start + found.text().split(" ", -1).length;
        return found;
    }

    private static boolean begins(ObjectKind kind, String prefix) {
        return (kind.text() + " ").startsWith(prefix + " ");
    }

    private Set<String> continuations(ObjectKind object) {
        return after(object.text());
    }

    /** The tokens that may follow the first tokens of a kind. */
    private Set<String> after(String prefix) {
        var words = new TreeSet<String>();
        for (ObjectKind kind : universe.objects()) {
            if (prefix.isEmpty()) {
                words.add(kind.text().split(" ", -1)[0]);
            } else if (kind.text().startsWith(prefix + " ")) {
                words.add(kind.text().substring(prefix.length() + 1).split(" ", -1)[0]);
            }
        }
        return words;
    }

    private boolean taken(String token) {
        if (next < tokens.size() && tokens.get(next).equals(token)) {
            next++;
            return true;
        }
        return false;
    }

    private RuleSyntaxException wrong(Set<String> expected, boolean orEnd) {
        var message = new StringBuilder();
        if (next >= tokens.size()) {
            message.append(tokens.isEmpty() ? "The rule is empty" : "The rule '" + text + "' ends too early")
                    .append(": token ")
                    .append(next + 1)
                    .append(" is missing");
        } else {
            message.append("Token ")
                    .append(next + 1)
                    .append(" of the rule '")
                    .append(text)
                    .append("' is '")
                    .append(tokens.get(next))
                    .append("'");
        }
        if (expected.isEmpty()) {
            message.append(", but the rule is complete before it");
        } else {
            message.append("; expected ").append(choices(expected)).append(orEnd ? " or the end" : "");
        }
        message.append('.');
        if (next < tokens.size()) {
            String meant = nearest(tokens.get(next), expected);
            if (meant != null) {
                message.append(" Did you mean '").append(meant).append("'?");
            }
        }
        return new RuleSyntaxException(next + 1, message.toString());
    }

    private static String choices(Set<String> expected) {
        var list = List.copyOf(expected);
        return list.size() == 1
                ? list.getFirst()
                : String.join(", ", list.subList(0, list.size() - 1)) + " or " + list.getLast();
    }

    /** The expected word that is spelled most like it, if it is rather like it; none for a word in the wrong place. */
    private String nearest(String token, Set<String> expected) {
        if (universe.grammar().words().contains(token)) {
            return null;
        }
        String best = null;
        int least = Integer.MAX_VALUE;
        String given = token.toLowerCase(Locale.ROOT).replace('-', '_');
        for (String word : expected) {
            int distance = edits(given, word);
            if (distance < least) {
                least = distance;
                best = word;
            }
        }
        return best != null && best.length() > 1 && least <= (best.length() + 1) / 2 ? best : null;
    }

    /** Levenshtein's distance. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int same = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(same, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
