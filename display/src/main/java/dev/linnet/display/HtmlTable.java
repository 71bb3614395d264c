package dev.linnet.display;

import java.util.List;

/** Writes an HTML table that takes the front end's own colours, dark or light. */
final class HtmlTable {
    private static final String CELL = " style=\"text-align:left;vertical-align:top;white-space:pre-wrap\"";
    private static final String NUMBER = " style=\"text-align:right;vertical-align:top\"";

    private final StringBuilder html = new StringBuilder();

    HtmlTable(String caption) {
        html.append("<div style=\"overflow-x:auto\"><table class=\"linnet-table\" style=\"color:inherit\">");
        if (!caption.isEmpty()) {
            html.append("<caption style=\"text-align:left;white-space:nowrap;opacity:0.75;color:inherit\">")
                    .append(Html.escape(caption))
                    .append("</caption>");
        }
    }

    /** The head, from plain texts. */
    HtmlTable head(List<String> names) {
        html.append("<thead><tr>");
        for (String name : names) {
            html.append("<th scope=\"col\" style=\"text-align:left\">").append(Html.escape(name)).append("</th>");
        }
        html.append("</tr></thead>");
        return this;
    }

    /** Begins a row; {@code name} is its plain heading, or null. */
    HtmlTable row(String name) {
        html.append("<tr>");
        if (name != null) {
            html.append("<th scope=\"row\" style=\"text-align:left;vertical-align:top\">")
                    .append(Html.escape(name))
                    .append("</th>");
        }
        return this;
    }

    /** A cell with plain text, numbers to the right. */
    HtmlTable text(String text) {
        html.append("<td")
                .append(looksNumeric(text) ? NUMBER : CELL)
                .append('>')
                .append(Html.escape(text))
                .append("</td>");
        return this;
    }

    /** A cell with HTML. */
    HtmlTable html(String cell) {
        html.append("<td").append(CELL).append('>').append(cell).append("</td>");
        return this;
    }

    HtmlTable endRow() {
        html.append("</tr>");
        return this;
    }

    /** A row that says what is left out. */
    HtmlTable gap(String note, int columns) {
        html.append("<tr><td colspan=\"")
                .append(columns)
                .append("\" style=\"text-align:left;opacity:0.75\">")
                .append(Html.escape(note))
                .append("</td></tr>");
        return this;
    }

    String end() {
        return html.append("</table></div>").toString();
    }

    static boolean looksNumeric(String text) {
        if (text.isEmpty() || text.length() > 40) {
            return text.isEmpty();
        }
        boolean digit = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digit = true;
            } else if ("+-.,eE% ".indexOf(c) < 0) {
                return text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity");
            }
        }
        return digit;
    }
}
