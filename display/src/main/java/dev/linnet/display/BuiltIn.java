package dev.linnet.display;

import java.awt.image.RenderedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.BaseStream;

/** How values look that no renderer was registered for. */
final class BuiltIn {
    private BuiltIn() {}

    /** The type that the built-in rendering of {@code value} is written for; a renderer of a supertype does not replace it. */
    static Class<?> typeOf(Object value) {
        return switch (value) {
            case Displayable _ -> Displayable.class;
            case Map<?, ?> _ -> Map.class;
            case Collection<?> _ -> Collection.class;
            case Record _ -> Record.class;
            case Optional<?> _ -> Optional.class;
            case BaseStream<?, ?> _ -> BaseStream.class;
            case Throwable _ -> Throwable.class;
            case Path _ -> Path.class;
            case CharSequence _ -> CharSequence.class;
            case Number _ -> Number.class;
            default -> Object.class;
        };
    }

    static MimeBundle render(Object value, RenderLimits limits) {
        if (value instanceof Throwable throwable) {
            return throwable(throwable, limits);
        }
        if (value instanceof Path path) {
            return path(path);
        }
        if (isPicture(value.getClass())) {
            return Image.of((RenderedImage) value).toMimeBundle();
        }
        return ShapeReader.hasStructure(value)
                ? structure(value, limits)
                : MimeBundle.text(Failure.safeToString(value, limits));
    }

    private static MimeBundle structure(Object value, RenderLimits limits) {
        Shape shape = new ShapeReader(limits).structure(value);
        String text = TextLayout.write(shape);
        return shape instanceof Shape.Leaf
                ? MimeBundle.text(text)
                : MimeBundle.of(MimeBundle.HTML, HtmlLayout.write(shape), text);
    }

    /** Asks by name, so that showing a number does not load the desktop classes. */
    private static boolean isPicture(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (at.getName().equals("java.awt.image.BufferedImage")) {
                return true;
            }
        }
        return false;
    }

    private static MimeBundle throwable(Throwable throwable, RenderLimits limits) {
        String text = limits.cut(TraceText.of(throwable));
        String html = "<details><summary>" + Html.escape(Failure.describe(throwable))
                + "</summary><pre style=\"color:inherit;background:none\">" + Html.escape(text) + "</pre></details>";
        return MimeBundle.of(MimeBundle.HTML, html, text);
    }

    private static MimeBundle path(Path path) {
        String text = path.toString();
        String about;
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            about = attributes.isDirectory()
                    ? "directory"
                    : attributes.isRegularFile() ? Count.bytes(attributes.size()) : "special file";
        } catch (IOException e) {
            about = "does not exist or cannot be read";
        }
        String html = "<code style=\"color:inherit;background:none\">" + Html.escape(text)
                + "</code> <span style=\"opacity:0.75\">" + about
                + "</span>";
        return MimeBundle.of(MimeBundle.HTML, html, text);
    }
}
