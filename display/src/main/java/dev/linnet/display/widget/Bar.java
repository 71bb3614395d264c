package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.Map;

/** A progress bar of either kind of number. */
public abstract sealed class Bar extends Widget permits IntProgress, FloatProgress {
    private final String description;
    private final Number max;

    Bar(String name, String description, Number min, Number max) {
        super(name, "Progress", "ProgressStyle", state(description, min, max));
        this.description = description;
        this.max = max;
    }

    private static Map<String, Object> state(String description, Number min, Number max) {
        if (!(max.doubleValue() >= min.doubleValue()) || Double.isInfinite(max.doubleValue())) {
            throw new IllegalArgumentException("max: " + max + " must be a finite number of at least " + min);
        }
        var state = new LinkedHashMap<String, Object>();
        state.put("bar_style", "");
        state.put("description", description);
        state.put("description_allow_html", false);
        state.put("max", max);
        state.put("min", min);
        state.put("orientation", "horizontal");
        state.put("value", min);
        return state;
    }

    final Number number() {
        return (Number) current("value");
    }

    final void number(Number value) {
        model().set("value", value);
    }

    /** Colours the bar as a success ({@code true}) or a failure. */
    public final void finished(boolean well) {
        model().set("bar_style", well ? "success" : "danger");
    }

    @Override
    final String html() {
        return described(description, "<progress max=\"" + max + "\" value=\"" + number() + "\"></progress>");
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + description + ": " + number() + " of " + max + "]";
    }
}
