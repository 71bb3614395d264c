package dev.linnet.display.widget;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Widgets beside or below each other. */
public abstract sealed class Box extends Widget permits HBox, VBox {
    private final List<Widget> children;

    Box(String name, List<? extends Widget> children) {
        super(name, name, null, state(children));
        this.children = List.copyOf(children);
    }

    private static Map<String, Object> state(List<? extends Widget> children) {
        var state = new LinkedHashMap<String, Object>();
        state.put("box_style", "");
        state.put("children", children.stream().map(child -> child.model().reference()).toList());
        return state;
    }

    /** What is in it. */
    public final List<Widget> children() {
        return children;
    }

    @Override
    final String html() {
        return "<div style=\"display: flex; gap: 0.5em; flex-direction: " + direction() + "\">"
                + children.stream().map(Widget::html).collect(Collectors.joining()) + "</div>";
    }

    abstract String direction();

    @Override
    public final String toString() {
        return getClass().getSimpleName() + children;
    }
}
