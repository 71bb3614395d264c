package dev.linnet.display;

/** A value that knows how it looks. */
public interface Displayable {
    /** This value's representations; {@code text/plain} should be among them. */
    MimeBundle toMimeBundle();
}
