package dev.linnet.kernel.notebook.html;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Terminal text as HTML: colours become spans, other escape sequences go, carriage returns overwrite their line. */
final class AnsiHtml {
    private static final Pattern SEQUENCE = Pattern.compile("\\033(?:\\[([0-9;?]*)([A-Za-z])|\\][^\\007]*\\007|.)");

    private int foreground = -1;
    private boolean bold;

    private AnsiHtml() {}

    static String of(String text) {
        return new AnsiHtml().convert(overwrite(text));
    }

    private String convert(String text) {
        var out = new StringBuilder();
        Matcher sequence = SEQUENCE.matcher(text);
        int end = 0;
        while (sequence.find()) {
            span(out, text.substring(end, sequence.start()));
            end = sequence.end();
            if ("m".equals(sequence.group(2))) {
                select(sequence.group(1));
            }
        }
        span(out, text.substring(end));
        return out.toString();
    }

    private void span(StringBuilder out, String text) {
        if (text.isEmpty()) {
            return;
        }
        String classes = ((bold ? "bold " : "") + (foreground < 0 ? "" : "ansi" + foreground)).strip();
        out.append(classes.isEmpty()
                ? Escape.html(text)
                : "<span class=\"" + classes + "\">" + Escape.html(text) + "</span>");
    }

    private void select(String codes) {
        for (String word : codes.split(";", -1)) {
            int code = word.matches("[0-9]{1,3}") ? Integer.parseInt(word) : 0;
            if (code == 0) {
                bold = false;
                foreground = -1;
            } else if (code == 1 || code == 22) {
                bold = code == 1;
            } else if (code >= 30 && code <= 37) {
                foreground = code - 30;
            } else if (code >= 90 && code <= 97) {
                foreground = code - 90;
            } else if (code == 38 || code == 48) {
                return; // 256 colours: the rest of the codes belongs to it
            } else if (code == 39) {
                foreground = -1;
            }
        }
    }

    /** What a terminal would show of lines that return to their beginning. */
    private static String overwrite(String text) {
        if (text.indexOf('\r') < 0) {
            return text;
        }
        var out = new StringBuilder();
        for (String line : text.replace("\r\n", "\n").split("(?<=\n)", -1)) {
            boolean ended = line.endsWith("\n");
            String body = ended ? line.substring(0, line.length() - 1) : line;
            while (body.endsWith("\r")) {
                body = body.substring(0, body.length() - 1);
            }
            out.append(body.substring(body.lastIndexOf('\r') + 1)).append(ended ? "\n" : "");
        }
        return out.toString();
    }
}
