package dev.linnet.kernel.code;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Renders the Markdown of {@code ///} comments: paragraphs, headings, lists, quotes, fenced and indented code, tables, and
 * inline code, emphasis, links and references. Everything else stays the text that it is, escaped.
 */
final class Markdown {
    private static final Pattern FENCE = Pattern.compile("^ {0,3}(`{3,}|~{3,}).*");
    private static final Pattern HEADING = Pattern.compile("^ {0,3}(#{1,6})\\s+(.*?)\\s*#*$");
    private static final Pattern ITEM = Pattern.compile("^( *)([-*+]|\\d{1,9}[.)])\\s+(.*)$");
    private static final Pattern TABLE_RULE = Pattern.compile("^\\s*\\|?\\s*:?-+:?\\s*(\\|\\s*:?-+:?\\s*)*\\|?\\s*$");
    private static final Pattern INLINE = Pattern.compile("(`+)(.+?)\\1(?!`)|\\\\([\\\\`*_{}\\[\\]()#+\\-.!<>|])"
            + "|!?\\[((?:[^\\[\\]]|\\[\\])+)\\](?:\\(([^)\\s]+)[^)]*\\)|\\[([^\\]]*)\\])?"
            + "|<(https?://[^>\\s]+)>|\\*\\*(.+?)\\*\\*|__(.+?)__|\\*([^*\\s][^*]*?)\\*|\\b_([^_\\s][^_]*?)_\\b"
            + "|(&#?\\w+;)|</?([a-zA-Z][a-zA-Z0-9]*)(?:\\s[^>]*)?/?>", Pattern.DOTALL);

    private final List<String> lines;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private Markdown(List<String> lines) {
        this.lines = lines;
    }

    static String html(String markdown) {
        return html(markdown.lines().toList());
    }

    private static String html(List<String> lines) {
        var renderer = new Markdown(lines);
        while (renderer.at < lines.size()) {
            renderer.block();
        }
        return renderer.out.toString();
    }

    private void block() {
        String line = lines.get(at);
        Matcher heading = HEADING.matcher(line);
        if (line.isBlank()) {
            at++;
        } else if (FENCE.matcher(line).matches()) {
            fence(line.strip().substring(0, 3));
        } else if (heading.matches()) {
            int level = Math.min(6, heading.group(1).length() + 2);
            out.append("<h" + level + ">").append(inline(heading.group(2))).append("</h" + level + ">\n");
            at++;
        } else if (line.stripLeading().startsWith(">")) {
            out.append("<blockquote>")
                    .append(html(takeWhile(text -> text.stripLeading().startsWith(">")).stream()
                            .map(text -> text.stripLeading().substring(1))
                            .toList()))
                    .append("</blockquote>\n");
        } else if (ITEM.matcher(line).matches()) {
            list();
        } else if (line.startsWith("    ")) {
            var code = takeWhile(text -> text.startsWith("    ") || text.isBlank());
            out.append("<pre><code>")
                    .append(Html.escape(String.join("\n", code).stripIndent().stripTrailing()))
                    .append("</code></pre>\n");
        } else if (at + 1 < lines.size() && line.indexOf('|') >= 0 && TABLE_RULE.matcher(lines.get(at + 1)).matches()) {
            table();
        } else {
            paragraph();
        }
    }

    private List<String> takeWhile(Predicate<String> condition) {
        var taken = new ArrayList<String>();
        while (at < lines.size() && condition.test(lines.get(at))) {
            taken.add(lines.get(at++));
        }
        return taken;
    }

    private void fence(String mark) {
        at++;
        var code = takeWhile(text -> !text.strip().startsWith(mark));
        at++;
        out.append("<pre><code>").append(Html.escape(String.join("\n", code).stripIndent())).append("</code></pre>\n");
    }

    private void list() {
        Matcher first = ITEM.matcher(lines.get(at));
        first.matches();
        int indent = first.group(1).length();
        String tag = Character.isDigit(first.group(2).charAt(0)) ? "ol" : "ul";
        out.append('<').append(tag).append(">\n");
        while (at < lines.size()) {
            Matcher item = ITEM.matcher(lines.get(at));
            if (!item.matches() || item.group(1).length() > indent + 1 || item.group(1).length() < indent) {
                break;
            }
            var content = new ArrayList<String>();
            content.add(item.group(3));
            int inner = item.start(3);
            at++;
            while (at < lines.size() && (continues(lines.get(at), indent) || isGap(indent))) {
                String line = lines.get(at++);
                int cut = Math.min(inner, line.length() - line.stripLeading().length());
                content.add(line.substring(cut));
            }
            String html = html(content);
            boolean single = html.startsWith("<p>") && html.indexOf("<p>", 3) < 0;
            out.append("<li>")
                    .append(single ? html.replaceFirst("<p>", "").replaceFirst("</p>\\n?", "") : html)
                    .append("</li>\n");
        }
        out.append("</").append(tag).append(">\n");
    }

    private static boolean continues(String line, int indent) {
        int own = line.length() - line.stripLeading().length();
        return !line.isBlank() && (own > indent + 1 || !ITEM.matcher(line).matches());
    }

    /** An empty line that the list goes on after. */
    private boolean isGap(int indent) {
        if (!lines.get(at).isBlank() || at + 1 >= lines.size()) {
            return false;
        }
        String next = lines.get(at + 1);
        return !next.isBlank() && next.length() - next.stripLeading().length() > indent + 1;
    }

    private void table() {
        out.append("<table>\n");
        row(lines.get(at), "th");
        at += 2;
        takeWhile(text -> !text.isBlank() && text.indexOf('|') >= 0).forEach(text -> row(text, "td"));
        out.append("</table>\n");
    }

    private void row(String line, String cell) {
        String inner = line.strip().replaceAll("^\\||\\|$", "");
        out.append("<tr>");
        for (String text : inner.split("(?<!\\\\)\\|", -1)) {
            out.append("<" + cell + ">").append(inline(text.strip())).append("</" + cell + ">");
        }
        out.append("</tr>\n");
    }

    private void paragraph() {
        var text = takeWhile(
                line -> !line.isBlank() && !FENCE.matcher(line).matches() && !HEADING.matcher(line).matches()
                        && !ITEM.matcher(line).matches());
        String html = inline(String.join("\n", text).strip());
        out.append("<p>").append(html).append("</p>\n");
    }

    /** Text with code, emphasis, links and harmless tags rendered, the rest escaped. */
    static String inline(String text) {
        var out = new StringBuilder();
        Matcher matcher = INLINE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            out.append(Html.escape(text.substring(end, matcher.start())));
            end = matcher.end();
            if (matcher.group(2) != null) {
                out.append("<code>").append(Html.escape(matcher.group(2).strip())).append("</code>");
            } else if (matcher.group(3) != null) {
                out.append(Html.escape(matcher.group(3)));
            } else if (matcher.group(4) != null) {
                out.append(reference(matcher.group(4), matcher.group(5), matcher.group(6)));
            } else if (matcher.group(7) != null) {
                out.append(Html.link(matcher.group(7), Html.escape(matcher.group(7))));
            } else if (matcher.group(8) != null || matcher.group(9) != null) {
                String strong = matcher.group(8) != null ? matcher.group(8) : matcher.group(9);
                out.append("<strong>").append(inline(strong)).append("</strong>");
            } else if (matcher.group(10) != null || matcher.group(11) != null) {
                String emphasis = matcher.group(10) != null ? matcher.group(10) : matcher.group(11);
                out.append("<em>").append(inline(emphasis)).append("</em>");
            } else if (matcher.group(12) != null) {
                out.append(matcher.group(12));
            } else {
                out.append(Html.clean(matcher.group()));
            }
        }
        return out.append(Html.escape(text.substring(end))).toString();
    }

    private static String reference(String text, String address, String target) {
        if (address != null) {
            return Html.link(address, inline(text));
        }
        return target != null && !target.isEmpty()
                ? inline(text)
                : "<code>" + Html.escape(DocHtml.name(text)) + "</code>";
    }
}
