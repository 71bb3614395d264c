package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.linnet.display.Html;

/** A button. */
public final class Button extends Widget {
    /** What to do at a click; what it throws is shown under the cell that made the button. */
    @FunctionalInterface
    public interface Click {
        void happened() throws Exception;
    }

    private final List<Click> clicks = new CopyOnWriteArrayList<>();

    /** @param description what stands on it */
    public Button(String description) {
        super("Button", "Button", "ButtonStyle", state(description));
    }

    private static Map<String, Object> state(String description) {
        var state = new LinkedHashMap<String, Object>();
        state.put("button_style", "");
        state.put("description", Objects.requireNonNull(description, "description"));
        state.put("disabled", false);
        state.put("icon", "");
        return state;
    }

    /** Calls {@code click} at every click, also while a cell runs. */
    public Button onClick(Click click) {
        clicks.add(Objects.requireNonNull(click, "click"));
        return this;
    }

    /** What stands on it. */
    public String description() {
        return (String) current("description");
    }

    public void description(String text) {
        model().set("description", Objects.requireNonNull(text, "text"));
    }

    /** Whether it can be clicked. */
    public void enabled(boolean enabled) {
        model().set("disabled", !enabled);
    }

    @Override
    void event(String event) throws Exception {
        if (event.equals("click")) {
            for (var click : clicks) {
                click.happened();
            }
        }
    }

    @Override
    String html() {
        return "<button disabled>" + Html.escape(description()) + "</button>";
    }

    @Override
    public String toString() {
        return "Button[" + description() + "]";
    }
}
