package dev.linnet.kernel.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The source of a type or a method, ready to be compiled again.
 *
 * @param mentions       the words in it
 * @param headerMentions of a method: the words before its body; of a type: the same as {@code mentions}
 */
record Declaration(Snippet.Member snippet, CellText cell, Set<String> mentions, Set<String> headerMentions,
        List<String> words) {
    static Declaration of(Snippet.Member snippet, Tokens tokens) throws CompileException {
        Set<String> mentions = tokens.words(snippet.start(), snippet.end());
        if (snippet instanceof Snippet.Anonymous one) {
            mentions.addAll(new Tokens(new CellText(0, one.head())).words(0, one.head().length()));
        }
        Set<String> header = snippet instanceof Snippet.Method method
                ? tokens.words(method.header().start(), method.header().end())
                : mentions;
        return new Declaration(snippet, tokens.cell(), mentions, header,
                tokens.texts(snippet.start(), snippet.end()));
    }

    String name() {
        return snippet.name();
    }

    boolean isMethod() {
        return snippet instanceof Snippet.Method;
    }

    boolean isAnonymous() {
        return snippet instanceof Snippet.Anonymous;
    }

    /** {@code f()} or {@code T}: how to speak of it. */
    String title() {
        return isMethod() ? name() + "()" : name();
    }

    String source() {
        String written = cell.text(snippet.start(), snippet.end());
        return snippet instanceof Snippet.Anonymous one ? one.head() + written.substring(1) : written;
    }

    /** A method's text before its body, white space evened out. */
    String header() {
        return snippet instanceof Snippet.Method method
                ? cell.text(method.header().start(), method.header().end()).strip().replaceAll("\\s+", " ")
                : "";
    }

    /** Whether the two declare the same thing, so that the newer replaces the older. */
    boolean replaces(Declaration other) {
        if (snippet instanceof Snippet.Method mine && other.snippet instanceof Snippet.Method theirs) {
            return mine.name().equals(theirs.name()) && mine.key().equals(theirs.key());
        }
        return isMethod() == other.isMethod() && name().equals(other.name());
    }

    boolean sameText(Declaration other) {
        return words.equals(other.words);
    }

    boolean mentionsAny(Set<String> names) {
        return intersect(mentions, names);
    }

    boolean headerMentionsAny(Set<String> names) {
        return intersect(headerMentions, names);
    }

    static boolean intersect(Set<String> a, Set<String> b) {
        Set<String> small = a.size() < b.size() ? a : b;
        Set<String> large = small == a ? b : a;
        return small.stream().anyMatch(large::contains);
    }

    static Set<String> union(Iterable<Declaration> declarations) {
        Set<String> words = new HashSet<>();
        declarations.forEach(one -> words.addAll(one.mentions));
        return words;
    }
}
