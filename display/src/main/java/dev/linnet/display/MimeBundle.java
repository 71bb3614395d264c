package dev.linnet.display;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One value in several representations, keyed by MIME type, as Jupyter's {@code display_data} carries it.
 *
 * <p>The data of a type is a {@code String} (text, or base64 for binary types such as {@code image/png}); for JSON types
 * ({@code application/json} and {@code *+json}) it is a JSON tree of {@code Map}, {@code List}, {@code String},
 * {@code Number}, {@code Boolean} and {@code null}. Metadata is keyed by MIME type as well. An SVG picture begins with its element.
 *
 * @param data     representation by MIME type, richest or plainest in any order; never empty of {@code text/plain} once
 *                 it came from {@link Renderers}
 * @param metadata metadata by MIME type, usually empty
 */
public record MimeBundle(Map<String, Object> data, Map<String, Object> metadata) {
    public static final String TEXT = "text/plain";
    public static final String HTML = "text/html";
    public static final String MARKDOWN = "text/markdown";
    public static final String LATEX = "text/latex";
    public static final String SVG = "image/svg+xml";
    public static final String PNG = "image/png";
    public static final String JSON = "application/json";

    public MimeBundle {
        data = new LinkedHashMap<>(data);
        data.computeIfPresent(SVG, (_, svg) -> svg instanceof String text ? element(text) : svg);
        data = Collections.unmodifiableMap(data);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** A picture without the head of a file of its own ({@code <?xml}, {@code <!DOCTYPE}): a page takes it up as one of its elements. */
    private static String element(String svg) {
        String start = svg.stripLeading();
        int root = start.indexOf("<svg");
        return root > 0 && (start.startsWith("<?") || start.startsWith("<!")) ? start.substring(root) : svg;
    }

    /** A bundle with {@code text/plain} only. */
    public static MimeBundle text(String text) {
        return new MimeBundle(Map.of(TEXT, Objects.requireNonNull(text, "text")), Map.of());
    }

    /** A bundle of one representation and its plain-text twin. */
    public static MimeBundle of(String mimeType, Object data, String text) {
        return text(text).with(mimeType, data);
    }

    /** This bundle with one representation added or replaced. */
    public MimeBundle with(String mimeType, Object value) {
        var copy = new LinkedHashMap<>(data);
        copy.put(mimeType, Objects.requireNonNull(value, mimeType));
        return new MimeBundle(copy, metadata);
    }

    /** This bundle with the metadata of one representation added or replaced. */
    public MimeBundle withMetadata(String mimeType, Object value) {
        var copy = new LinkedHashMap<>(metadata);
        copy.put(mimeType, Objects.requireNonNull(value, mimeType));
        return new MimeBundle(data, copy);
    }

    /** The {@code text/plain} representation, or the empty string. */
    public String text() {
        return data.get(TEXT) instanceof String text ? text : "";
    }
}
