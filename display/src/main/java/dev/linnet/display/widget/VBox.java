package dev.linnet.display.widget;

import java.util.List;

/** Widgets below each other. */
public final class VBox extends Box {
    public VBox(Widget... children) {
        super("VBox", List.of(children));
    }

    @Override
    String direction() {
        return "column";
    }
}
