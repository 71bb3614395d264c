package dev.linnet.odeen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The language of a universe's rules: reads them, lists them, draws them.
 *
 * <pre>
 * RULE        -> PROP_SIMPLE | PROP | PROP_SIMPLE 'and' PROP_SIMPLE | PROP_SIMPLE 'or' PROP_SIMPLE
 * PROP        -> QUANTITY OBJ REL OBJ
 * PROP_SIMPLE -> QUANTITY OBJ
 * </pre>
 *
 * <p>A rule's id is its position among all rules in ASCII order.
 */
public final class RuleGrammar {
    private final Universe universe;
    private final List<Rule> rules;
    private final String[] texts;
    private final Map<Rule, Integer> ids;
    private final List<String> words;
    /** The id of each rule in the order in which {@link #enumerate} lists them. */
    private final int[] listed;

    RuleGrammar(Universe universe) {
        this.universe = universe;
        List<Rule> all = enumerate(universe);
        record Named(String text, Rule rule) {}
        var named = new Named[all.size()];
        for (int i = 0; i < named.length; i++) {
            named[i] = new Named(all.get(i).text(), all.get(i));
        }
        Arrays.sort(named, (a, b) -> a.text().compareTo(b.text()));
        texts = Arrays.stream(named).map(Named::text).toArray(String[]::new);
        rules = Arrays.stream(named).map(Named::rule).toList();
        ids = HashMap.newHashMap(named.length);
        for (int i = 0; i < named.length; i++) {
            ids.put(named[i].rule(), i);
        }
        listed = all.stream().mapToInt(ids::get).toArray();
        var found = new TreeSet<String>();
        for (String text : texts) {
            Collections.addAll(found, text.split(" "));
        }
        words = List.copyOf(found);
    }

    private static List<Rule> enumerate(Universe universe) {
        var simple = new ArrayList<Rule.Simple>();
        for (Quantity quantity : universe.quantities()) {
            for (ObjectKind object : universe.objects()) {
                simple.add(new Rule.Simple(quantity, object));
            }
        }
        var all = new ArrayList<Rule>(simple);
        for (Rule.Simple first : simple) {
            for (Relation relation : universe.relations()) {
                for (ObjectKind other : universe.objects()) {
                    all.add(new Rule.Relational(first.quantity(), first.object(), relation, other));
                }
            }
        }
        if (universe.connectives()) {
            for (Rule.Simple left : simple) {
                for (Connective connective : Connective.values()) {
                    for (Rule.Simple right : simple) {
                        all.add(new Rule.Compound(left, connective, right));
                    }
                }
            }
        }
        return all;
    }

    /** The id of the simple rule of the quantity and the object at these places of their lists. */
    int simpleId(int quantity, int object) {
        return listed[simpleIndex(quantity, object)];
    }

    /** The id of the rule about these two objects. */
    int relationalId(int quantity, int object, int relation, int other) {
        int objects = universe.objects().size();
        return listed[simpleCount()
                + (simpleIndex(quantity, object) * universe.relations().size() + relation) * objects + other];
    }

    /** The id of the rule of two simple rules, which are given as {@link #simpleIndex} numbers them. */
    int compoundId(int left, Connective connective, int right) {
        int simple = simpleCount();
        int relational = simple * universe.relations().size() * universe.objects().size();
        int joined = connective == Connective.AND ? 0 : 1;
        return listed[simple + relational + (left * 2 + joined) * simple + right];
    }

    int simpleIndex(int quantity, int object) {
        return quantity * universe.objects().size() + object;
    }

    private int simpleCount() {
        return universe.quantities().size() * universe.objects().size();
    }

    public Universe universe() {
        return universe;
    }

    /** How many rules there are. */
    public int size() {
        return texts.length;
    }

    /** Every rule, in the order of ids. */
    public List<Rule> rules() {
        return rules;
    }

    /** The rule of an id, from 0 to {@link #size()} - 1. */
    public Rule rule(int id) {
        requireRule(id);
        return rules.get(id);
    }

    /** The text of the rule of an id. */
    public String text(int id) {
        requireRule(id);
        return texts[id];
    }

    private void requireRule(int id) {
        if (id < 0 || id >= texts.length) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "There is no rule %,d: the ids go from 0 to %,d.", id,
                            texts.length - 1));
        }
    }

    /**
     * The id of a rule.
     *
     * @throws IllegalArgumentException if this language has no such rule
     */
    public int id(Rule rule) {
        Integer id = ids.get(Objects.requireNonNull(rule, "rule"));
        if (id == null) {
            throw new IllegalArgumentException("'" + rule.text() + "' is no rule of " + universe + ".");
        }
        return id;
    }

    /** The id of a rule's text; refuses what {@link #parse} refuses. */
    public int id(String text) {
        return id(parse(text));
    }

    /**
     * Reads a rule; tokens may be apart by more than one space. Upper case is not lower case.
     *
     * @throws RuleSyntaxException naming the first token that is wrong, what was expected there, and what was probably meant
     */
    public Rule parse(String text) {
        return new RuleParser(universe, Objects.requireNonNull(text, "text")).rule();
    }

    /** Whether a text is a rule. */
    public boolean isRule(String text) {
        try {
            parse(text);
            return true;
        } catch (RuleSyntaxException _) {
            return false;
        }
    }

    /** The words of rules in ASCII order, eighteen in Odeen; marks of beginning and end are not among them. */
    public List<String> words() {
        return words;
    }

    /** The tokens of the longest rule. */
    public int maxTokens() {
        return rules.stream().mapToInt(RuleGrammar::tokens).max().orElseThrow();
    }

    /** How many tokens a rule has. */
    public static int tokens(Rule rule) {
        return (int) rule.text().chars().filter(c -> c == ' ').count() + 1;
    }

    /** A rule that is drawn evenly from all. */
    public Rule random(SplittableRandom random) {
        return rules.get(random.nextInt(rules.size()));
    }

    /**
     * A rule that is drawn as the grammar unfolds it: each alternative of a production is as likely as the others, so that short
     * rules come more often than they do in {@link #random}.
     */
    public Rule derive(SplittableRandom random) {
        var forms = new ArrayList<Integer>(List.of(0));
        if (!universe.relations().isEmpty()) {
            forms.add(1);
        }
        if (universe.connectives()) {
            forms.addAll(List.of(2, 3));
        }
        Rule.Simple first = simple(random);
        return switch (pick(forms, random)) {
            case 0 -> first;
            case 1 -> new Rule.Relational(first.quantity(), first.object(), pick(universe.relations(), random),
                    pick(universe.objects(), random));
            case 2 -> new Rule.Compound(first, Connective.AND, simple(random));
            default -> new Rule.Compound(first, Connective.OR, simple(random));
        };
    }

    private Rule.Simple simple(SplittableRandom random) {
        return new Rule.Simple(pick(universe.quantities(), random), pick(universe.objects(), random));
    }

    private static <T> T pick(List<T> list, SplittableRandom random) {
        return list.get(random.nextInt(list.size()));
    }
}
