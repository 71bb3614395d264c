package dev.linnet.display;

/** Where {@link Display} calls go: the cell that runs, seen from the library. */
public interface DisplaySink {
    /** Shows a bundle; {@code displayId} is null where nobody will update it. */
    void display(MimeBundle bundle, String displayId);

    /** Replaces every output shown under {@code displayId}. */
    void update(MimeBundle bundle, String displayId);

    /** Clears the cell's outputs, at once or ({@code wait}) when the next one arrives. */
    void clear(boolean wait);
}
