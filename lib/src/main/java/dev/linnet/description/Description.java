package dev.linnet.description;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A value of the library as JSON: records with their components, enum constants, numbers, texts, arrays and lists of those, and what
 * is {@link Described}. Equal values have equal texts; numbers are exact.
 *
 * <p>Only records and enums of the library itself are taken. A class or lambda of a notebook may use the notebook's variables, which
 * another process sees as 0 or null without any error, and what a text does not say, a hash does not see.
 *
 * @param text the JSON
 */
public record Description(String text) {
    private static final String TYPE = "@";
    private static final String PACKAGE = "dev.linnet.";

    /**
     * Describes a value.
     *
     * @throws IllegalArgumentException if it or a part of it is not of the library
     */
    public static Description of(Object value) {
        return new Description(json(value).toString());
    }

    private static JsonElement json(Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case Boolean truth -> new JsonPrimitive(truth);
            case Double number when !Double.isFinite(number) -> new JsonPrimitive(number.toString());
            case Float number when !Float.isFinite(number) -> new JsonPrimitive(number.toString());
            case Number number -> new JsonPrimitive(number);
            case String text -> new JsonPrimitive(text);
            case Enum<?> constant -> {
                requireOwn(constant.getDeclaringClass());
                yield new JsonPrimitive(constant.name());
            }
            case List<?> list -> {
                var array = new JsonArray();
                list.forEach(element -> array.add(json(element)));
                yield array;
            }
            case Record fields -> record(fields);
            case Described described -> {
                requireOwn(described.getClass());
                yield record((Record) described.recipe());
            }
            default -> {
                if (!value.getClass().isArray()) {
                    throw notOwn(value.getClass());
                }
                var array = new JsonArray();
                for (int i = 0; i < Array.getLength(value); i++) {
                    array.add(json(Array.get(value, i)));
                }
                yield array;
            }
        };
    }

    private static JsonObject record(Record value) {
        requireOwn(value.getClass());
        var json = new JsonObject();
        json.addProperty(TYPE, value.getClass().getName().substring(PACKAGE.length()));
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true); // a record may be private to its package
                json.add(component.getName(), json(component.getAccessor().invoke(value)));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("The component " + component + " cannot be read: " + e.getMessage(), e);
            }
        }
        return json;
    }

    private static void requireOwn(Class<?> type) {
        if (!type.getName().startsWith(PACKAGE) || type.getClassLoader() != Description.class.getClassLoader()
                || !(type.isRecord() || type.isEnum() || Described.class.isAssignableFrom(type))) {
            throw notOwn(type);
        }
    }

    private static IllegalArgumentException notOwn(Class<?> type) {
        String name = type.isHidden() || type.isSynthetic() ? "a lambda" : type.getName();
        return new IllegalArgumentException(name
                + " cannot be part of an experiment's description: only the library's own records"
                + " can. Another process sees a notebook's variables as 0 or null; write what is needed as an experiment, a"
                + " task or a measure of the library.");
    }

    /** The first 16 hexadecimal digits of the text's SHA-256. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }

    /**
     * Builds a value that has this description.
     *
     * @throws IllegalArgumentException if the text is no description of such a value by this version of the library
     */
    public <T> T build(Class<T> type) {
        try {
            T built = type.cast(Reading.value(JsonParser.parseString(text), type));
            if (built == null) {
                throw new IllegalStateException("it is empty");
            }
            return built;
        } catch (JsonParseException | ClassCastException | IllegalStateException | NumberFormatException e) {
            throw new IllegalArgumentException("This is no description of " + type.getSimpleName() + ": "
                    + e.getMessage(), e);
        }
    }

    /**
     * The first field in which two descriptions differ, in words; nothing if they are equal.
     *
     * @param here  of this one's values, such as "in the checkpoint"
     * @param there of the other's
     */
    public Optional<String> difference(Description other, String here, String there) {
        return difference("", JsonParser.parseString(text), JsonParser.parseString(other.text), here, there);
    }

    private static Optional<String> difference(String path, JsonElement a, JsonElement b, String here, String there) {
        if (a.equals(b)) {
            return Optional.empty();
        }
        if (a.isJsonObject() && b.isJsonObject()) {
            JsonElement kind = a.getAsJsonObject().get(TYPE);
            if (!kind.equals(b.getAsJsonObject().get(TYPE))) {
                return Optional.of(sentence(path, kind, b.getAsJsonObject().get(TYPE), here, there));
            }
            for (String field : a.getAsJsonObject().keySet()) {
                String at = path.isEmpty() ? field : path + "." + field;
                var found = difference(at, a.getAsJsonObject().get(field), b.getAsJsonObject().get(field), here, there);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (a.isJsonArray() && b.isJsonArray() && a.getAsJsonArray().size() == b.getAsJsonArray().size()) {
            List<JsonElement> first = a.getAsJsonArray().asList();
            for (int i = 0; i < first.size(); i++) {
                var found = difference(path + "[" + i + "]", first.get(i), b.getAsJsonArray().get(i), here, there);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.of(sentence(path, a, b, here, there));
    }

    private static String sentence(String path, JsonElement a, JsonElement b, String here, String there) {
        return "%s is %s %s and %s %s".formatted(path.isEmpty() ? "it" : path, words(a), here, words(b), there);
    }

    private static String words(JsonElement value) {
        String text = value == null ? "nothing" : value.isJsonPrimitive() ? value.getAsString() : value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    @Override
    public String toString() {
        return text;
    }

    /** Builds values from JSON. */
    private static final class Reading {
        static Object value(JsonElement json, Class<?> type) {
            if (json.isJsonNull()) {
                return null;
            }
            if (json.isJsonObject()) {
                return object(json.getAsJsonObject());
            }
            if (json.isJsonArray()) {
                return type.isArray() ? array(json.getAsJsonArray(), type.componentType()) : null;
            }
            if (type.isEnum()) {
                for (Object constant : type.getEnumConstants()) {
                    if (((Enum<?>) constant).name().equals(json.getAsString())) {
                        return constant;
                    }
                }
                throw new IllegalStateException("there is no " + type.getSimpleName() + " " + json.getAsString());
            }
            return switch (type.getName()) {
                case "int" -> json.getAsInt();
                case "long" -> json.getAsLong();
                case "double" -> json.getAsDouble();
                case "float" -> json.getAsFloat();
                case "boolean" -> json.getAsBoolean();
                case "java.lang.String" -> json.getAsString();
                case "java.lang.Double" -> json.getAsDouble();
                case "java.lang.Integer" -> json.getAsInt();
                default -> throw new IllegalStateException(json + " is no " + type.getName());
            };
        }

        private static Object array(JsonArray json, Class<?> type) {
            Object array = Array.newInstance(type, json.size());
            for (int i = 0; i < json.size(); i++) {
                Array.set(array, i, value(json.get(i), type));
            }
            return array;
        }

        private static Object object(JsonObject json) {
            JsonElement kind = json.get(TYPE);
            if (kind == null) {
                throw new IllegalStateException("a part has no " + TYPE);
            }
            Class<?> type = type(kind.getAsString());
            RecordComponent[] components = type.getRecordComponents();
            var types = new Class<?>[components.length];
            var values = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                JsonElement part = json.get(components[i].getName());
                if (part == null) {
                    throw new IllegalStateException(type.getSimpleName() + " has no " + components[i].getName());
                }
                types[i] = components[i].getType();
                values[i] = types[i] == List.class ? list(part, components[i]) : value(part, types[i]);
            }
            try {
                var constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true); // a record may be private to its package
                Object built = constructor.newInstance(values);
                return built instanceof Recipe recipe ? recipe.build() : built;
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause().getMessage(), e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type.getName() + " cannot be built: " + e.getMessage(), e);
            }
        }

        private static Object list(JsonElement json, RecordComponent component) {
            var list = new ArrayList<>();
            Class<?> element = component.getGenericType() instanceof java.lang.reflect.ParameterizedType parameterized
                    && parameterized.getActualTypeArguments()[0] instanceof Class<?> known ? known : Object.class;
            json.getAsJsonArray().forEach(part -> list.add(value(part, element)));
            return list;
        }

        private static Class<?> type(String name) {
            try {
                Class<?> type = Class.forName(PACKAGE + name, false, Description.class.getClassLoader());
                requireOwn(type);
                if (type.isRecord()) {
                    return type;
                }
            } catch (ClassNotFoundException _) {
                // said below
            }
            throw new IllegalStateException("this library has no record " + name);
        }
    }
}
