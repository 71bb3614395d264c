package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.linnet.display.Html;

/** A line of text that can be changed. */
public final class Label extends Widget {
    public Label(String value) {
        super("Label", "Label", "LabelStyle", state(value));
    }

    private static Map<String, Object> state(String value) {
        var state = new LinkedHashMap<String, Object>();
        state.put("description", "");
        state.put("description_allow_html", false);
        state.put("placeholder", "\u200b");
        state.put("value", Objects.requireNonNull(value, "value"));
        return state;
    }

    public String value() {
        return (String) current("value");
    }

    public void value(String text) {
        model().set("value", Objects.requireNonNull(text, "text"));
    }

    @Override
    String html() {
        return "<span>" + Html.escape(value()) + "</span>";
    }

    @Override
    public String toString() {
        return "Label[" + value() + "]";
    }
}
