package dev.linnet.kernel.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The erased parameter types of a method, as written: two overloads have different keys, a redefinition has the same. */
final class ParameterKey {
    private final Tokens tokens;
    private final Map<String, String> bounds = new HashMap<>();

    /** Reads the type parameters between tokens {@code from} and {@code to}, if there are any. */
    ParameterKey(Tokens tokens, int from, int to) throws CompileException {
        this.tokens = tokens;
        int i = from + 1;
        while (i < to - 1) {
            int name = tokens.afterAnnotations(i);
            if (!tokens.isName(name)) {
                break;
            }
            String bound = "Object";
            int next = name + 1;
            if (tokens.is(next, "extends")) {
                bound = erased(next + 1);
                next = tokens.afterType(next + 1);
                while (next > 0 && tokens.is(next, "&")) {
                    next = tokens.afterType(next + 1);
                }
            }
            bounds.put(tokens.get(name).text(), bounds.getOrDefault(bound, bound));
            if (next < 0) {
                break;
            }
            i = next + 1;
        }
    }

    /** The key of the parameters between the brackets at {@code open} and {@code close}. */
    String of(int open, int close) throws CompileException {
        StringJoiner key = new StringJoiner(",");
        int i = open + 1;
        while (i < close) {
            i = tokens.afterAnnotations(i);
            if (tokens.is(i, "final")) {
                i++;
                continue;
            }
            int after = tokens.afterType(i);
            if (after < 0) {
                break;
            }
            String type = erased(i);
            if (tokens.is(after, "...")) {
                type += "[]";
                after++;
            }
            int end = tokens.afterDimensions(after + 1);
            key.add(type + "[]".repeat(Math.max(0, (end - after - 1) / 2)));
            if (!tokens.is(end, ",")) {
                break;
            }
            i = end + 1;
        }
        return key.toString();
    }

    private String erased(int from) throws CompileException {
        int end = tokens.afterType(from);
        String name = "";
        int dimensions = 0;
        int i = from;
        while (i < end) {
            i = tokens.afterAnnotations(i);
            if (tokens.is(i, "<")) {
                i = tokens.afterTypeArguments(i);
            } else if (tokens.is(i, "[")) {
                dimensions++;
                i += 2;
            } else {
                name = tokens.isWord(i) ? tokens.get(i).text() : name;
                i++;
            }
        }
        return bounds.getOrDefault(name, name) + "[]".repeat(dimensions);
    }
}
