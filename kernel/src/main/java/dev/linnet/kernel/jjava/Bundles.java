package dev.linnet.kernel.jjava;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.display.Display;
import dev.linnet.display.Displayable;
import dev.linnet.display.MimeBundle;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;

/** JJava's display data as MIME bundles. It has no way to list its types but to be written as JSON. */
final class Bundles {
    private static final Gson GSON = new Gson();

    private Bundles() {}

    static MimeBundle of(DisplayData data) {
        JsonObject json = GSON.toJsonTree(data, DisplayData.class).getAsJsonObject();
        return new MimeBundle(map(json.get("data")), map(json.get("metadata")));
    }

    static void display(DisplayData data) {
        Displayable shown = () -> of(data);
        if (data.hasDisplayId()) {
            Display.show(shown, data.getDisplayId());
        } else {
            Display.display(shown);
        }
    }

    static void update(DisplayData data) {
        Displayable shown = () -> of(data);
        Display.update(shown, data.getDisplayId());
    }

    private static Map<String, Object> map(JsonElement json) {
        var map = new LinkedHashMap<String, Object>();
        if (json instanceof JsonObject object) {
            object.entrySet().forEach(entry -> map.put(entry.getKey(), tree(entry.getValue())));
        }
        return map;
    }

    private static Object tree(JsonElement json) {
        return switch (json) {
            case JsonObject object -> map(object);
            case JsonArray array -> {
                List<Object> list = new ArrayList<>();
                array.forEach(element -> list.add(tree(element)));
                yield list;
            }
            case JsonPrimitive primitive when primitive.isString() -> primitive.getAsString();
            case JsonPrimitive primitive when primitive.isBoolean() -> primitive.getAsBoolean();
            case JsonPrimitive primitive -> primitive.getAsBigDecimal();
            default -> null; // JSON's null
        };
    }
}
