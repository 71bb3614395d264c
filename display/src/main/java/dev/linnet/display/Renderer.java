package dev.linnet.display;

/**
 * How values of one type look; found through {@link java.util.ServiceLoader}, or registered by
 * {@link Renderers#register}. A renderer also serves the subtypes of its type, the nearest one winning.
 */
public interface Renderer<T> {
    /** The type that this renders: a class, an interface or an array class. */
    Class<T> type();

    /** The representations of {@code value}, which is never null; {@code text/plain} should be among them. */
    MimeBundle render(T value);
}
