package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.linnet.display.Html;

/** A field for a line of text. */
public final class Text extends Input<String> {
    private final String description;

    /**
     * @param description what stands before it; may be empty
     * @param value       its text at first
     */
    public Text(String description, String value) {
        super("Text", "TextStyle", "value", state(description, Objects.requireNonNull(value, "value")));
        this.description = description;
    }

    private static Map<String, Object> state(String description, String value) {
        var state = new LinkedHashMap<String, Object>();
        state.put("continuous_update", true);
        state.put("description", description);
        state.put("description_allow_html", false);
        state.put("disabled", false);
        state.put("placeholder", "\u200b");
        state.put("value", value);
        return state;
    }

    @Override
    Object encode(String value) {
        return value;
    }

    @Override
    String decode(Object json) {
        return json instanceof String text ? text : "";
    }

    @Override
    String html() {
        return described(description, "<input type=\"text\" disabled value=\"" + Html.escape(value()) + "\">");
    }

    @Override
    public String toString() {
        return "Text[" + description + ": " + value() + "]";
    }
}
