package dev.linnet.display;

import java.util.Objects;

/** A piece of HTML, shown as it stands. */
public record Html(String html) implements Displayable {
    public Html {
        Objects.requireNonNull(html, "html");
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.HTML, html, html);
    }

    /** {@code text} as HTML shows it literally, in an element or in a quoted attribute. */
    public static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            String entity = switch (text.charAt(i)) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '"' -> "&quot;";
                case '\'' -> "&#39;";
                default -> null;
            };
            if (entity != null && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (entity != null) {
                escaped.append(entity);
            } else if (escaped != null) {
                escaped.append(text.charAt(i));
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
