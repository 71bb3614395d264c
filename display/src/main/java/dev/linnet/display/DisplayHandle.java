package dev.linnet.display;

/** Something shown that can be replaced where it stands. */
public final class DisplayHandle {
    private final String id;
    private final DisplaySink origin;

    DisplayHandle(String id, DisplaySink origin) {
        this.id = id;
        this.origin = origin;
    }

    /** The display identifier, as the front end knows it. */
    public String id() {
        return id;
    }

    /** Shows {@code value} in the place of what was there. */
    public void update(Object value) {
        DisplaySink now = Display.sink();
        Display.update(value, id, now != null ? now : origin);
    }

    @Override
    public String toString() {
        return "DisplayHandle " + id;
    }
}
