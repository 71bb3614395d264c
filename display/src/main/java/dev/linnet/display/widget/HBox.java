package dev.linnet.display.widget;

import java.util.List;

/** Widgets beside each other. */
public final class HBox extends Box {
    public HBox(Widget... children) {
        super("HBox", List.of(children));
    }

    @Override
    String direction() {
        return "row";
    }
}
