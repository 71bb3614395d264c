package dev.linnet.odeen.learned;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Words of rules as tokens: the words and {@code <sos>}, {@code <eos>}, {@code <pad>} in the order of their characters. A rule's sequence is
 * sos, its words, eos, and pads up to {@link #length()}.
 */
public final class RuleVocabulary {
    private static final String START = "<sos>";
    private static final String END = "<eos>";
    private static final String PAD = "<pad>";

    private final List<String> words;
    private final Map<String, Integer> tokens = new HashMap<>();
    private final int length;

    /**
     * A vocabulary.
     *
     * @param words    of the rules, each once or more
     * @param mostWords words of the longest rule
     */
    public RuleVocabulary(Collection<String> words, int mostWords) {
        var sorted = new TreeSet<>(words);
        sorted.addAll(List.of(START, END, PAD));
        this.words = List.copyOf(sorted);
        for (int i = 0; i < this.words.size(); i++) {
            tokens.put(this.words.get(i), i);
        }
        length = mostWords + 2;
    }

    /** The number of tokens. */
    public int size() {
        return words.size();
    }

    /** Tokens of a sequence. */
    public int length() {
        return length;
    }

    /** What stands for a token. */
    public String word(int token) {
        return words.get(token);
    }

    /** The token that every sequence begins with. */
    public int start() {
        return tokens.get(START);
    }

    /** The token behind the last word. */
    public int end() {
        return tokens.get(END);
    }

    /** The token that fills a sequence up. */
    public int pad() {
        return tokens.get(PAD);
    }

    /**
     * The sequence of a rule.
     *
     * @throws IllegalArgumentException if a word is unknown or there are too many
     */
    public int[] encode(String rule) {
        String[] parts = rule.split(" ", -1);
        if (parts.length > length - 2) {
            throw new IllegalArgumentException("The rule '%s' has %d words; a rule of this world has %d at most."
                    .formatted(rule, parts.length, length - 2));
        }
        var sequence = new int[length];
        Arrays.fill(sequence, pad());
        sequence[0] = start();
        for (int i = 0; i < parts.length; i++) {
            Integer token = tokens.get(parts[i]);
            if (token == null || special(token)) {
                throw new IllegalArgumentException("Word %d of the rule '%s' is '%s'; this world's words are %s."
                        .formatted(i + 1, rule, parts[i], String.join(", ", plainWords())));
            }
            sequence[i + 1] = token;
        }
        sequence[parts.length + 1] = end();
        return sequence;
    }

    private List<String> plainWords() {
        return words.stream().filter(word -> !special(tokens.get(word))).toList();
    }

    /** The words of a sequence of any tokens; sos, eos and pad are left out wherever they stand. */
    public String decode(int[] sequence) {
        var text = new ArrayList<String>();
        for (int token : sequence) {
            if (!special(token)) {
                text.add(words.get(token));
            }
        }
        return String.join(" ", text);
    }

    private boolean special(int token) {
        return words.get(token).charAt(0) == '<';
    }
}
