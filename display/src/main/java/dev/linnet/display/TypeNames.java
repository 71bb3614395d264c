package dev.linnet.display;

import java.util.Objects;
import java.util.function.Function;

/** How types are called where values are shown: as whoever wrote them knows them. */
public final class TypeNames {
    private static volatile Function<Class<?>, String> known = type -> null;

    private TypeNames() {}

    /** Has types go by what {@code names} calls them; where it gives null they keep their simple names. */
    public static void register(Function<Class<?>, String> names) {
        known = Objects.requireNonNull(names, "names");
    }

    /** The name of a type without its package. */
    public static String of(Class<?> type) {
        String given = known.apply(type);
        if (given != null) {
            return given;
        }
        if (type.isArray()) {
            return of(type.getComponentType()) + "[]";
        }
        String simple = type.getSimpleName();
        String name = type.getName();
        return simple.isEmpty() ? name.substring(name.lastIndexOf('.') + 1) : simple;
    }

    /**
     * The text of {@link Object#toString()} with the type's name in place of its class's, where that is known; every other
     * text as it is.
     */
    static String inText(Object value, String text) {
        if (value instanceof Class<?> type) {
            String named = known.apply(type);
            return named == null ? text : text.substring(0, text.indexOf(' ') + 1) + named;
        }
        String name = value.getClass().getName();
        boolean plain = text.length() > name.length() && text.charAt(name.length()) == '@' && text.startsWith(name);
        String given = plain ? known.apply(value.getClass()) : null;
        if (given == null) {
            return text;
        }
        // An object without a name for its type is told by where it comes from.
        return given.indexOf(' ') >= 0 ? given : given + text.substring(name.length());
    }
}
