package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.Map;

/** A box that is ticked or not. */
public final class Checkbox extends Input<Boolean> {
    private final String description;

    /** @param description what stands beside it; may be empty */
    public Checkbox(String description, boolean value) {
        super("Checkbox", "CheckboxStyle", "value", state(description, value));
        this.description = description;
    }

    private static Map<String, Object> state(String description, boolean value) {
        var state = new LinkedHashMap<String, Object>();
        state.put("description", description);
        state.put("description_allow_html", false);
        state.put("disabled", false);
        state.put("indent", true);
        state.put("value", value);
        return state;
    }

    @Override
    Object encode(Boolean value) {
        return value;
    }

    @Override
    Boolean decode(Object json) {
        return Boolean.TRUE.equals(json);
    }

    @Override
    String html() {
        return described(description, "<input type=\"checkbox\" disabled" + (value() ? " checked" : "") + ">");
    }

    @Override
    public String toString() {
        return "Checkbox[" + description + ": " + value() + "]";
    }
}
