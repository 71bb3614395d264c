package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.linnet.display.Html;

/** A slider over whole numbers. */
public final class IntSlider extends Input<Integer> {
    private final String description;
    private final int min;
    private final int max;

    /**
     * @param description what stands before it; may be empty
     * @param value       its value at first, from {@code min} to {@code max}
     */
    public IntSlider(String description, int min, int max, int value) {
        super("IntSlider", "SliderStyle", "value", state(description, min, max, value));
        this.description = description;
        this.min = min;
        this.max = max;
    }

    private static Map<String, Object> state(String description, int min, int max, int value) {
        if (min > max) {
            throw new IllegalArgumentException("min: " + min + " must not be above max, " + max);
        }
        check(value, min, max);
        var state = new LinkedHashMap<String, Object>();
        state.put("behavior", "drag-tap");
        state.put("continuous_update", true);
        state.put("description", description);
        state.put("description_allow_html", false);
        state.put("disabled", false);
        state.put("max", max);
        state.put("min", min);
        state.put("orientation", "horizontal");
        state.put("readout", true);
        state.put("readout_format", "d");
        state.put("step", 1);
        state.put("value", value);
        return state;
    }

    private static void check(int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException("value: " + value + " must be from " + min + " to " + max);
        }
    }

    @Override
    Object encode(Integer value) {
        check(value, min, max);
        return value;
    }

    @Override
    Integer decode(Object json) {
        return json instanceof Number number ? Math.clamp(number.longValue(), min, max) : Integer.valueOf(min);
    }

    @Override
    String html() {
        return described(description, "<input type=\"range\" disabled min=\"" + min + "\" max=\"" + max + "\" value=\""
                + value() + "\"> " + Html.escape(value().toString()));
    }

    @Override
    public String toString() {
        return "IntSlider[" + description + ": " + value() + " of " + min + " to " + max + "]";
    }
}
