package dev.linnet.display.widget;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A widget that a person gives a value. */
public abstract sealed class Input<T> extends Widget permits IntSlider, Text, Checkbox, Dropdown {
    /** What to do with a new value; what it throws is shown under the cell that made the widget. */
    @FunctionalInterface
    public interface Change<T> {
        void to(T value) throws Exception;
    }

    private final List<Change<? super T>> changes = new CopyOnWriteArrayList<>();
    private final String property;

    /** @param property the part of the state that holds the value */
    Input(String name, String style, String property, Map<String, Object> own) {
        super(name, name, style, own);
        this.property = property;
    }

    /** The value now. */
    public T value() {
        return decode(current(property));
    }

    /** Gives it a value from here; {@link #onChange} hears of a person's changes only. */
    public void value(T value) {
        model().set(property, encode(Objects.requireNonNull(value, "value")));
    }

    /** Calls {@code change} whenever a person changes the value, also while a cell runs. */
    public Input<T> onChange(Change<? super T> change) {
        changes.add(Objects.requireNonNull(change, "change"));
        return this;
    }

    /** The value as JSON. */
    abstract Object encode(T value);

    /** The value of JSON that {@link #encode} made or a front end sent. */
    abstract T decode(Object json);

    @Override
    void changed(String name, Object value) throws Exception {
        if (name.equals(property)) {
            T decoded = decode(value);
            for (var change : changes) {
                change.to(decoded);
            }
        }
    }
}
