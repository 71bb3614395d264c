package dev.linnet.kernel.code;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little HTML that documentation is shown in: escaping, harmless tags, and its plain text. */
final class Html {
    private static final Set<String> ALLOWED = Set.of("p", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "pre",
            "code",
            "b", "i", "em", "strong", "sub", "sup", "tt", "blockquote", "table", "caption", "thead", "tbody", "tfoot",
            "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6", "div", "span", "var", "kbd", "cite", "small", "u");
    private static final Set<String> BLOCKS = Set.of("p", "ul", "ol", "dl", "pre", "blockquote", "table", "h1", "h2",
            "h3",
            "h4", "h5", "h6", "div", "caption");
    private static final Pattern TAG_OR_TEXT = Pattern
            .compile("<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>|&(#?\\w+);|([^<&]+|[<&])");

    private Html() {}

    static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    static boolean isAllowed(String tag) {
        return ALLOWED.contains(tag.toLowerCase(Locale.ROOT));
    }

    /** A link, where the address is one of the web; otherwise the text alone. */
    static String link(String address, String html) {
        boolean web = address.startsWith("https://") || address.startsWith("http://");
        return web ? "<a href=\"" + escape(address) + "\" rel=\"noopener\" target=\"_blank\">" + html + "</a>" : html;
    }

    /** HTML with every tag that is not harmless taken out, and every attribute. */
    static String clean(String html) {
        var out = new StringBuilder();
        Matcher matcher = TAG_OR_TEXT.matcher(html.replaceAll("(?s)<!--.*?-->|<(script|style)\\b.*?</\\1>", ""));
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                if (isAllowed(matcher.group(2))) {
                    out.append('<')
                            .append(matcher.group(1))
                            .append(matcher.group(2).toLowerCase(Locale.ROOT))
                            .append('>');
                }
            } else if (matcher.group(4) != null) {
                out.append(matcher.group());
            } else {
                out.append(escape(matcher.group()));
            }
        }
        return out.toString();
    }

    /** What a reader sees of HTML, with line breaks, bullets and indents of plain text. */
    static String text(String html) {
        var out = new StringBuilder();
        int preformatted = 0;
        int lists = 0;
        Matcher matcher = TAG_OR_TEXT.matcher(html);
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                boolean closing = !matcher.group(1).isEmpty();
                String tag = matcher.group(2).toLowerCase(Locale.ROOT);
                preformatted += tag.equals("pre") ? closing ? -1 : 1 : 0;
                lists += tag.equals("ul") || tag.equals("ol") ? closing ? -1 : 1 : 0;
                appendTag(out, tag, closing, Math.max(0, lists));
            } else {
                String text = matcher.group(4) != null ? entity(matcher.group(4)) : matcher.group(5);
                append(out, text, preformatted > 0 || matcher.group(4) != null);
            }
        }
        return out.toString().replaceAll("[ \\t]+\\n", "\n").replaceAll("\\n{3,}", "\n\n").strip();
    }

    private static void appendTag(StringBuilder out, String tag, boolean closing, int lists) {
        if (BLOCKS.contains(tag)) {
            breakLine(out, lists > 1 || (lists > 0 && !closing && tag.equals("p")) ? 1 : 2);
            out.append(lists > 0 && tag.equals("p") ? "  ".repeat(lists + 1) : "");
        } else if (tag.equals("br")) {
            breakLine(out, 1);
            out.append("  ".repeat(lists == 0 ? 0 : lists + 1));
        } else if (tag.equals("tr") || tag.equals("dt")) {
            out.append(closing && tag.equals("dt") ? ":" : "");
            breakLine(out, 1);
        } else if (tag.equals("sup") && !closing) {
            out.append('^');
        } else if (tag.equals("li") && !closing) {
            breakLine(out, 1);
            out.append("  ".repeat(Math.max(1, lists))).append("- ");
        } else if (tag.equals("dd") && !closing) {
            breakLine(out, 1);
            out.append("    ");
        } else if ((tag.equals("td") || tag.equals("th")) && closing) {
            out.append("  ");
        }
    }

    private static void breakLine(StringBuilder out, int lines) {
        int end = out.length();
        while (end > 0 && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
        int have = 0;
        while (have < end && out.charAt(end - 1 - have) == '\n') {
            have++;
        }
        if (end > 0 && have < lines) {
            out.append("\n".repeat(lines - have));
        }
    }

    private static void append(StringBuilder out, String text, boolean verbatim) {
        if (verbatim) {
            out.append(text);
            return;
        }
        String flowing = text.replaceAll("\\s+", " ");
        boolean atStart = out.isEmpty() || out.charAt(out.length() - 1) == '\n' || out.charAt(out.length() - 1) == ' ';
        out.append(atStart ? flowing.stripLeading() : flowing);
    }

    private static String entity(String name) {
        if (name.startsWith("#")) {
            try {
                boolean hex = name.startsWith("#x") || name.startsWith("#X");
                int codePoint = hex ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
                return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "";
            } catch (NumberFormatException e) {
                return "&" + name + ";";
            }
        }
        return switch (name) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> " ";
            case "le" -> "\u2264";
            case "ge" -> "\u2265";
            case "ne" -> "\u2260";
            case "times" -> "\u00d7";
            case "minus" -> "\u2212";
            case "mdash" -> "\u2014";
            case "ndash" -> "\u2013";
            case "hellip" -> "\u2026";
            case "infin" -> "\u221e";
            case "pi" -> "\u03c0";
            case "copy" -> "\u00a9";
            case "reg" -> "\u00ae";
            case "rarr" -> "\u2192";
            case "larr" -> "\u2190";
            case "lfloor" -> "\u230a";
            case "rfloor" -> "\u230b";
            case "lceil" -> "\u2308";
            case "rceil" -> "\u2309";
            case "plusmn" -> "\u00b1";
            case "middot" -> "\u00b7";
            case "bull" -> "\u2022";
            case "sum" -> "\u2211";
            case "radic" -> "\u221a";
            case "theta" -> "\u03b8";
            case "ldquo" -> "\u201c";
            case "rdquo" -> "\u201d";
            case "lsquo" -> "\u2018";
            case "rsquo" -> "\u2019";
            case "larrhk", "shy" -> "";
            default -> "&" + name + ";";
        };
    }
}
