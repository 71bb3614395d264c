package dev.linnet.llm.openai;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.Secrets;
import java.util.Locale;

/** What a server knows its user by. It is never shown: not as text, nor as a value in a notebook. */
public final class ApiKey {
    private final String value;
    private final String source;

    private ApiKey(String value, String source) {
        this.value = value;
        this.source = source;
        Secrets.remember(value);
    }

    /**
     * A key.
     *
     * @param value  its characters; blanks around them do not count
     * @param source where it comes from, for people: {@code the variable OPENAI_API_KEY}
     * @throws ChatException where no key looks like that; the message says so without it
     */
    public static ApiKey of(String value, String source) {
        String key = value.strip();
        if (key.isEmpty()) {
            throw new ChatException(ChatException.Kind.NOT_CONFIGURED, "The key from " + source + " is empty.");
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new ChatException(ChatException.Kind.NOT_CONFIGURED, String.format(Locale.ROOT,
                        "The key from %s cannot be one: its character %d of %d is %s. It is given without quotes, alone.",
                        source, i + 1, key.length(),
                        c == ' ' ? "a blank" : String.format(Locale.ROOT, "U+%04X", (int) c)));
            }
        }
        return new ApiKey(key, source);
    }

    /** The request header's value. */
    String bearer() {
        return "Bearer " + value;
    }

    /** Text without the key, and without what begins or ends like it: servers show the ends of a wrong key. */
    String removedFrom(String text) {
        String safe = Secrets.removedFrom(text.replace(value, Secrets.REMOVED));
        var words = new StringBuilder();
        for (String word : safe.split("(?<=[\\s\"'():,])|(?=[\\s\"'():,])", -1)) {
            words.append(resembles(word) ? Secrets.REMOVED : word);
        }
        return words.toString();
    }

    private boolean resembles(String word) {
        String bare = word.replaceAll("[.;]+$", "");
        int ends = Math.min(4, value.length());
        return bare.contains("**")
                || (value.length() >= 8 && bare.length() > ends && bare.startsWith(value.substring(0, ends)))
                || (value.length() >= 8 && bare.endsWith(value.substring(value.length() - ends)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ApiKey key && key.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Where it comes from. */
    @Override
    public String toString() {
        return "from " + source;
    }
}
