package dev.linnet.display.widget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.display.Displayable;
import dev.linnet.display.Html;
import dev.linnet.display.MimeBundle;

/**
 * Something that can be seen, and perhaps touched, in the notebook. What its handlers print and display goes to the cell
 * that made it. A front end without ipywidgets, and a run without a front end, shows its state as plain HTML.
 */
public abstract sealed class Widget implements Displayable, AutoCloseable permits Box, Button, Input, Label, Bar {
    static final String VIEW = "application/vnd.jupyter.widget-view+json";
    private static final String CONTROLS = "@jupyter-widgets/controls";
    private static final String BASE = "@jupyter-widgets/base";
    private static final String VERSION = "2.0.0";

    private final List<Model> parts = new ArrayList<>();
    private final Model model;

    /**
     * @param name  the model's name without {@code Model}
     * @param view  the view's name without {@code View}
     * @param style the name of the style's model, or null where it has none
     * @param own   the state that is its own
     */
    Widget(String name, String view, String style, Map<String, Object> own) {
        var state = named(CONTROLS, name + "Model", CONTROLS, view + "View");
        state.put("_dom_classes", List.of());
        state.put("layout", part(named(BASE, "LayoutModel", BASE, "LayoutView")));
        if (style != null) {
            state.put("style", part(named(CONTROLS, style + "Model", BASE, "StyleView")));
        }
        state.put("tabbable", null);
        state.put("tooltip", null);
        state.putAll(own);
        model = new Model(state, new Model.Listener() {
            @Override
            public void changed(String changed, Object value) throws Exception {
                Widget.this.changed(changed, value);
            }

            @Override
            public void event(String event) throws Exception {
                Widget.this.event(event);
            }
        });
    }

    private String part(Map<String, Object> state) {
        var part = new Model(state);
        parts.add(part);
        return part.reference();
    }

    private static Map<String, Object> named(String modelModule, String model, String viewModule, String view) {
        var state = new LinkedHashMap<String, Object>();
        state.put("_model_module", modelModule);
        state.put("_model_module_version", VERSION);
        state.put("_model_name", model);
        state.put("_view_count", null);
        state.put("_view_module", viewModule);
        state.put("_view_module_version", VERSION);
        state.put("_view_name", view);
        return state;
    }

    /** A front end has changed the state. */
    void changed(String name, Object value) throws Exception {
        // most widgets only show something
    }

    /** A front end has sent an event. */
    void event(String event) throws Exception {
        // as above
    }

    final Model model() {
        return model;
    }

    final Object current(String name) {
        return model.get(name);
    }

    /** How it looks where widgets do not work. */
    abstract String html();

    static String described(String description, String html) {
        return description.isEmpty() ? html : "<label>" + Html.escape(description) + " " + html + "</label>";
    }

    @Override
    public MimeBundle toMimeBundle() {
        var bundle = MimeBundle.of(MimeBundle.HTML, html(), toString());
        return model.isOpen()
                ? bundle.with(VIEW, Map.of("version_major", 2, "version_minor", 0, "model_id", model.id()))
                : bundle;
    }

    /** Takes it off the page; it cannot be shown again. */
    @Override
    public void close() {
        model.close();
        parts.forEach(Model::close);
    }
}
