package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.display.Html;

/** A choice of one of several values, which are shown by their {@code toString()}. */
public final class Dropdown<T> extends Input<T> {
    private final String description;
    private final List<T> options;

    /**
     * @param description what stands before it; may be empty
     * @param options     what there is to choose from, at least one; the first is chosen at first
     */
    public Dropdown(String description, List<T> options) {
        super("Dropdown", "DescriptionStyle", "index", state(description, options));
        this.description = description;
        this.options = List.copyOf(options);
    }

    private static Map<String, Object> state(String description, List<?> options) {
        if (options.isEmpty()) {
            throw new IllegalArgumentException("options: there must be at least one to choose");
        }
        var state = new LinkedHashMap<String, Object>();
        state.put("_options_labels", options.stream().map(String::valueOf).toList());
        state.put("description", description);
        state.put("description_allow_html", false);
        state.put("disabled", false);
        state.put("index", 0);
        return state;
    }

    @Override
    Object encode(T value) {
        int index = options.indexOf(value);
        if (index < 0) {
            throw new IllegalArgumentException("value: " + value + " is none of " + options);
        }
        return index;
    }

    @Override
    T decode(Object json) {
        return options.get(json instanceof Number number ? Math.clamp(number.longValue(), 0, options.size() - 1) : 0);
    }

    @Override
    String html() {
        return described(description, "<select disabled><option>" + Html.escape(value().toString())
                + "</option></select>");
    }

    @Override
    public String toString() {
        return "Dropdown[" + description + ": " + value() + " of " + options + "]";
    }
}
