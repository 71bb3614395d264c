package dev.linnet.llm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Keeps keys out of what is shown and stored. Known are the keys that this process was given, of {@value #SHORTEST} characters or more,
 * and what looks like a key of the known services.
 */
public final class Secrets {
    /** What stands in a secret's place. */
    public static final String REMOVED = "[key removed]";
    /** Shorter ones are stand-ins such as {@code ollama} or {@code EMPTY}, for servers that want any key. */
    static final int SHORTEST = 8;

    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();
    private static final Pattern KEYS = Pattern.compile("\\b(?:sk|gsk|xai|pplx|nvapi|hf|r8|fw)[-_]"
            + "(?=[\\w-]*\\d)[\\w-]{20,}|\\bAIza[\\w-]{35}\\b|(?<=\\bBearer )[\\w.~+/=-]{16,}");

    private Secrets() {}

    /** From now on {@code key} is removed wherever it stands. */
    public static void remember(String key) {
        if (key.length() >= SHORTEST) {
            KNOWN.add(key);
        }
    }

    /** The text with each secret replaced by {@value #REMOVED}. */
    public static String removedFrom(String text) {
        String safe = text;
        for (String key : KNOWN) {
            safe = safe.replace(key, REMOVED);
        }
        return KEYS.matcher(safe).replaceAll(REMOVED);
    }
}
