package dev.linnet.kernel.notebook.html;

/** Text as HTML. */
final class Escape {
    private Escape() {}

    static String html(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            append(out, text.charAt(i));
        }
        return out.toString();
    }

    static void append(StringBuilder out, char c) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            default -> {
                if (c >= 0x20 || c == '\n' || c == '\t' || c == '\r') {
                    out.append(c);
                } else {
                    out.append('\uFFFD');
                }
            }
        }
    }
}
