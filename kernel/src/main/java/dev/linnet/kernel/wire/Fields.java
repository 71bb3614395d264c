package dev.linnet.kernel.wire;

import java.util.List;
import java.util.Map;

/** Typed access to the fields of a JSON object; a missing or mistyped one is named in a {@link BadRequestException}. */
record Fields(String of, Map<String, Object> map) {
    String string(String name) {
        return get(name, String.class, "a string", null);
    }

    String string(String name, String otherwise) {
        return get(name, String.class, "a string", otherwise);
    }

    boolean bool(String name, boolean otherwise) {
        return get(name, Boolean.class, "true or false", otherwise);
    }

    int integer(String name) {
        return whole(name, get(name, Number.class, "a whole number", null));
    }

    int integer(String name, int otherwise) {
        return whole(name, get(name, Number.class, "a whole number", otherwise));
    }

    @SuppressWarnings("unchecked") // a JSON object's keys are strings
    Map<String, Object> object(String name) {
        return get(name, Map.class, "an object", Map.of());
    }

    List<?> list(String name) {
        return get(name, List.class, "a list", List.of());
    }

    private int whole(String name, Number number) {
        if (number.doubleValue() != number.intValue()) {
            throw new BadRequestException(
                    "The " + of + " needs \"" + name + "\" as a whole number; it is " + number + ".");
        }
        return number.intValue();
    }

    private <T> T get(String name, Class<T> type, String kind, T otherwise) {
        Object value = map.get(name);
        if (value == null) {
            if (otherwise == null) {
                throw new BadRequestException("The " + of + " needs \"" + name + "\" as " + kind + "; it is missing.");
            }
            return otherwise;
        }
        if (!type.isInstance(value)) {
            String got = switch (value) {
                case String _ -> "a string";
                case Number _ -> "a number";
                case Boolean _ -> "true or false";
                case Map<?, ?> _ -> "an object";
                default -> "a list";
            };
            throw new BadRequestException("The " + of + " needs \"" + name + "\" as " + kind + "; it is " + got + ".");
        }
        return type.cast(value);
    }
}
