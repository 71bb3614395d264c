package dev.linnet.kernel.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;

/**
 * JSON trees of {@code Map}, {@code List}, {@code String}, {@code Number}, {@code Boolean} and {@code null}. It uses
 * Gson's streams alone: its object mapping would cost a tenth of a second at start.
 */
final class Json {
    private Json() {}

    /**
     * Parses one JSON object.
     *
     * @throws IOException with a short reason where the bytes are not UTF-8, not JSON, or not an object
     */
    static Map<String, Object> parseObject(byte[] utf8) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException _) {
            throw new IOException("not UTF-8");
        }
        return parseObject(new StringReader(text));
    }

    static Map<String, Object> parseObject(Reader text) throws IOException {
        try (JsonReader reader = new JsonReader(text)) {
            reader.setStrictness(Strictness.STRICT);
            if (reader.peek() == JsonToken.BEGIN_OBJECT) {
                var object = readObject(reader);
                if (reader.peek() == JsonToken.END_DOCUMENT) {
                    return object;
                }
            }
        } catch (MalformedJsonException | EOFException | IllegalStateException | NumberFormatException _) {
            throw new IOException("malformed JSON"); // Gson's own words speak of its parser
        }
        throw new IOException("not a JSON object");
    }

    private static Map<String, Object> readObject(JsonReader reader) throws IOException {
        var map = new LinkedHashMap<String, Object>();
        reader.beginObject();
        while (reader.hasNext()) {
            map.put(reader.nextName(), read(reader));
        }
        reader.endObject();
        return map;
    }

    private static Object read(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> readObject(reader);
            case BEGIN_ARRAY -> {
                var list = new ArrayList<Object>();
                reader.beginArray();
                while (reader.hasNext()) {
                    list.add(read(reader));
                }
                reader.endArray();
                yield list;
            }
            case STRING -> reader.nextString();
            case BOOLEAN -> reader.nextBoolean();
            case NUMBER -> number(reader.nextString());
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            default -> throw new MalformedJsonException("unexpected token");
        };
    }

    private static Number number(String text) {
        boolean whole = text.length() < 19;
        for (int i = 0; whole && i < text.length(); i++) {
            char c = text.charAt(i);
            whole = (c >= '0' && c <= '9') || c == '-';
        }
        return whole ? (Number) Long.valueOf(text) : new BigDecimal(text);
    }

    /** The tree as UTF-8; numbers that JSON cannot express (NaN, infinities) become null, unknown types their text. */
    static byte[] bytes(Object tree) {
        return text(tree).getBytes(StandardCharsets.UTF_8);
    }

    static String text(Object tree) {
        var out = new StringWriter();
        var writer = new JsonWriter(out);
        writer.setHtmlSafe(false);
        try {
            write(writer, tree);
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString();
    }

    private static void write(JsonWriter writer, Object tree) throws IOException {
        switch (tree) {
            case null -> writer.nullValue();
            case String text -> writer.value(text);
            case Boolean bool -> writer.value(bool.booleanValue());
            case Integer number -> writer.value(number.longValue());
            case Long number -> writer.value(number.longValue());
            case BigDecimal number -> writer.value(number);
            case BigInteger number -> writer.value(number);
            case Short number -> writer.value(number.longValue());
            case Byte number -> writer.value(number.longValue());
            case Number number -> {
                if (Double.isFinite(number.doubleValue())) {
                    writer.value(number.doubleValue());
                } else {
                    writer.nullValue();
                }
            }
            case Map<?, ?> map -> {
                writer.beginObject();
                for (var entry : map.entrySet()) {
                    writer.name(String.valueOf(entry.getKey()));
                    write(writer, entry.getValue());
                }
                writer.endObject();
            }
            case List<?> list -> {
                writer.beginArray();
                for (Object item : list) {
                    write(writer, item);
                }
                writer.endArray();
            }
            default -> writer.value(String.valueOf(tree));
        }
    }
}
