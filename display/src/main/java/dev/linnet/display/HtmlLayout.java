package dev.linnet.display;

import java.util.ArrayList;
import java.util.List;

/** Writes a {@link Shape} as HTML: flat lists in a line, matrices and lists of records as tables, the rest nested. */
final class HtmlLayout {
    private HtmlLayout() {}

    static String write(Shape shape) {
        return shape instanceof Shape.Items items && isFlat(items)
                ? "<div style=\"opacity:0.75\">" + Html.escape(items.title()) + "</div>" + flat(items)
                : part(shape);
    }

    /** The HTML to embed of what a renderer made of a part, or null where it only has text. */
    static String embedded(MimeBundle bundle) {
        if (bundle.data().get(MimeBundle.HTML) instanceof String html) {
            return html;
        }
        if (bundle.data().get(MimeBundle.SVG) instanceof String svg) {
            return svg;
        }
        if (bundle.data().get(MimeBundle.PNG) instanceof String png) {
            return "<img alt=\"" + Html.escape(bundle.text()) + "\" src=\"data:image/png;base64," + png + "\"/>";
        }
        return null;
    }

    private static String part(Shape shape) {
        if (shape instanceof Shape.Fields fields) {
            return fields(fields);
        }
        if (shape instanceof Shape.Leaf leaf) {
            return leaf.html() != null ? leaf.html() : Html.escape(leaf.text());
        }
        var items = (Shape.Items) shape;
        if (isFlat(items)) {
            return flat(items);
        }
        if (TextLayout.isMatrix(items)) {
            return matrix(items);
        }
        if (!items.open().equals("[")) { // a wrapper around one value
            return "<div style=\"opacity:0.75\">" + Html.escape(items.title()) + "</div>" + part(items.items().get(0));
        }
        return areAlike(items.items()) ? alike(items) : items(items);
    }

    private static boolean isFlat(Shape.Items items) {
        for (Shape item : items.items()) {
            if (!(item instanceof Shape.Leaf leaf) || leaf.html() != null) {
                return false;
            }
        }
        return true;
    }

    private static String flat(Shape.Items items) {
        return "<code style=\"color:inherit;background:none;white-space:pre-wrap\">"
                + Html.escape(flatText(items))
                + "</code>";
    }

    private static String flatText(Shape.Items items) {
        var parts = new ArrayList<String>();
        for (Shape item : items.items()) {
            parts.add(((Shape.Leaf) item).text());
        }
        if (items.omitted() != 0) {
            parts.add(items.gap(), Shape.gapText(items.omitted()));
        }
        return items.open() + String.join(", ", parts) + items.close();
    }

    private static String matrix(Shape.Items matrix) {
        var first = (Shape.Items) matrix.items().get(0);
        long columns = first.items().size() + Math.max(0, first.omitted());
        var head = new ArrayList<String>();
        head.add("");
        for (int c = 0; c < first.items().size(); c++) {
            if (c == first.gap() && first.omitted() != 0) {
                head.add("...");
            }
            head.add(Long.toString(c < first.gap() || first.omitted() == 0 ? c : columns - first.items().size() + c));
        }
        if (first.gap() == first.items().size() && first.omitted() != 0) {
            head.add("...");
        }
        var table = new HtmlTable(matrix.title()).head(head);
        long rows = matrix.items().size() + Math.max(0, matrix.omitted());
        for (int r = 0; r <= matrix.items().size(); r++) {
            if (r == matrix.gap() && matrix.omitted() != 0) {
                table.gap(Shape.gapText(matrix.omitted()), head.size());
            }
            if (r < matrix.items().size()) {
                table.row(indexOf(r, matrix, rows));
                var cells = (Shape.Items) matrix.items().get(r);
                for (int c = 0; c < cells.items().size(); c++) {
                    if (c == cells.gap() && cells.omitted() != 0) {
                        table.text("...");
                    }
                    table.text(((Shape.Leaf) cells.items().get(c)).text());
                }
                if (cells.gap() == cells.items().size() && cells.omitted() != 0) {
                    table.text("...");
                }
                table.endRow();
            }
        }
        return table.end();
    }

    private static String indexOf(int shown, Shape.Items items, long size) {
        return Long.toString(shown < items.gap() || items.omitted() == 0 ? shown : size - items.items().size() + shown);
    }

    /** Whether these are records of one type, or maps with the same keys. */
    private static boolean areAlike(List<Shape> items) {
        if (items.size() < 2 || !(items.get(0) instanceof Shape.Fields first) || first.fields().isEmpty()
                || first.omitted() != 0) {
            return false;
        }
        var keys = keys(first);
        for (Shape item : items) {
            if (!(item instanceof Shape.Fields fields) || fields.record() != first.record() || fields.omitted() != 0
                    || (fields.record() && !fields.title().equals(first.title())) || !keys(fields).equals(keys)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> keys(Shape.Fields fields) {
        var keys = new ArrayList<String>();
        for (Shape.Field field : fields.fields()) {
            keys.add(field.key() instanceof Shape.Leaf leaf ? leaf.text() : TextLayout.write(field.key()));
        }
        return keys;
    }

    private static String alike(Shape.Items items) {
        var first = (Shape.Fields) items.items().get(0);
        var head = new ArrayList<String>();
        head.add("");
        head.addAll(keys(first));
        var table = new HtmlTable(first.record() ? items.title() + " of " + first.title() : items.title()).head(head);
        long size = items.items().size() + Math.max(0, items.omitted());
        for (int r = 0; r <= items.items().size(); r++) {
            if (r == items.gap() && items.omitted() != 0) {
                table.gap(Shape.gapText(items.omitted()), head.size());
            }
            if (r < items.items().size()) {
                table.row(indexOf(r, items, size));
                for (Shape.Field field : ((Shape.Fields) items.items().get(r)).fields()) {
                    cell(table, field.value());
                }
                table.endRow();
            }
        }
        return table.end();
    }

    private static String items(Shape.Items items) {
        var table = new HtmlTable(items.title());
        long size = items.items().size() + Math.max(0, items.omitted());
        for (int r = 0; r <= items.items().size(); r++) {
            if (r == items.gap() && items.omitted() != 0) {
                table.gap(Shape.gapText(items.omitted()), 2);
            }
            if (r < items.items().size()) {
                cell(table.row(indexOf(r, items, size)), items.items().get(r)).endRow();
            }
        }
        return table.end();
    }

    private static String fields(Shape.Fields fields) {
        var table = new HtmlTable(fields.title());
        for (int r = 0; r <= fields.fields().size(); r++) {
            if (r == fields.gap() && fields.omitted() != 0) {
                table.gap(Shape.gapText(fields.omitted()), 2);
            }
            if (r < fields.fields().size()) {
                Shape.Field field = fields.fields().get(r);
                if (field.key() instanceof Shape.Leaf key && key.html() == null) {
                    table.row(key.text());
                } else {
                    table.row(null).html(part(field.key()));
                }
                cell(table, field.value()).endRow();
            }
        }
        return table.end();
    }

    private static HtmlTable cell(HtmlTable table, Shape shape) {
        return shape instanceof Shape.Leaf leaf && leaf.html() == null
                ? table.text(leaf.text())
                : table.html(part(shape));
    }
}
