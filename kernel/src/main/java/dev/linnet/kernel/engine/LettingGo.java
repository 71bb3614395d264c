package dev.linnet.kernel.engine;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How variables' values are let go of where there is next to no memory left. */
final class LettingGo {
    private static final String BLANK = "(?:\\s++|//[^\\n]*+|/\\*(?s:.*?)\\*/)*+";
    private static final Pattern STATEMENT = Pattern.compile(BLANK
            + "(?:(\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+)\\s*+=\\s*+null|System\\.gc\\(\\))"
            + BLANK + "(?:;|$)" + BLANK);
    private static final int NAMED = 3;
    private static final int LARGE = 1000;

    private LettingGo() {}

    /**
     * Runs a text that consists of assignments such as {@code big = null;} without a compiler. {@code System.gc();} may stand
     * among them, and changes nothing: the collector comes by itself.
     *
     * @return false where it is no such text or not for this way; nothing was done then
     */
    static boolean by(String java, Scope scope) {
        List<Field> fields = new ArrayList<>();
        Matcher statement = STATEMENT.matcher(java);
        int at = 0;
        try {
            while (at < java.length()) {
                if (!statement.find(at) || statement.start() != at) {
                    return false;
                }
                if (statement.group(1) != null) {
                    Scope.Variable variable = scope.variables().get(statement.group(1));
                    if (variable == null || variable.field().getType().isPrimitive()) {
                        return false;
                    }
                    fields.add(variable.field());
                }
                at = statement.end();
            }
            for (Field field : fields) {
                field.set(null, null);
            }
            return !fields.isEmpty();
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    /** What is told instead of running a cell. */
    static OutOfMemoryError needed(Scope scope) {
        List<String> large = large(scope);
        return new OutOfMemoryError("This cell was not run, for " + Reserve.usedMegabytes() + " of the heap's "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB are in use and the rest would not do."
                + (large.isEmpty() ? "" : " The longest of the variables: " + String.join(", ", large) + "."));
    }

    /** The names of the longest collections, maps and arrays; not what they take, for to add that up could take minutes. */
    private static List<String> large(Scope scope) {
        record Sized(String name, int size) {}
        List<Sized> found = new ArrayList<>();
        scope.variables().forEach((name, variable) -> {
            int size = size(variable);
            if (size >= LARGE) {
                found.add(new Sized(name, size));
            }
        });
        return found.stream()
                .sorted(Comparator.comparingInt(Sized::size).reversed())
                .limit(NAMED)
                .map(Sized::name)
                .toList();
    }

    private static int size(Scope.Variable variable) {
        try {
            return switch (variable.value()) {
                case Collection<?> all when isOfPlatform(all) -> all.size();
                case Map<?, ?> map when isOfPlatform(map) -> map.size();
                case Object array when array.getClass().isArray() -> Array.getLength(array);
                case null, default -> 0;
            };
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }

    /** Others may compute anything. */
    private static boolean isOfPlatform(Object value) {
        return value.getClass().getClassLoader() == null;
    }
}
