package dev.linnet.display;

import java.util.ArrayList;
import java.util.List;

/** Writes a {@link Shape} as plain text: on one line where it fits, else indented, matrices in aligned columns. */
final class TextLayout {
    private static final int WIDTH = 100;

    private TextLayout() {}

    static String write(Shape shape) {
        String text = lines(shape);
        if (shape instanceof Shape.Items items && items.omitted() != 0 && items.items().size() > 1) {
            return text + "\n(" + items.title() + ")";
        }
        return text;
    }

    private static String lines(Shape shape) {
        if (shape instanceof Shape.Items items) {
            return isMatrix(items)
                    ? matrix(items)
                    : joined(items.open(), parts(items.items(), items.gap(), items.omitted()), items.close(),
                            areLeaves(items.items()));
        }
        return shape instanceof Shape.Fields fields ? fields(fields) : ((Shape.Leaf) shape).text();
    }

    private static String fields(Shape.Fields fields) {
        var entries = new ArrayList<String>();
        for (Shape.Field field : fields.fields()) {
            String key = lines(field.key()) + "=";
            String indent = "\n" + " ".repeat(key.length() - 1 - key.lastIndexOf('\n'));
            entries.add(key + lines(field.value()).replace("\n", indent));
        }
        if (fields.omitted() != 0) {
            entries.add(fields.gap(), Shape.gapText(fields.omitted()));
        }
        return joined(fields.record() ? fields.title() + "[" : "{", entries, fields.record() ? "]" : "}", false);
    }

    private static boolean areLeaves(List<Shape> shapes) {
        for (Shape shape : shapes) {
            if (!(shape instanceof Shape.Leaf)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> parts(List<Shape> items, int gap, long omitted) {
        var parts = new ArrayList<String>(items.size() + 1);
        for (Shape item : items) {
            parts.add(lines(item));
        }
        if (omitted != 0) {
            parts.add(gap, Shape.gapText(omitted));
        }
        return parts;
    }

    private static String joined(String open, List<String> parts, String close, boolean fill) {
        int length = open.length() + close.length();
        boolean multiline = false;
        for (String part : parts) {
            length += part.length() + 2;
            multiline |= part.indexOf('\n') >= 0;
        }
        if (!multiline && length <= WIDTH) {
            return open + String.join(", ", parts) + close;
        }
        return fill && !multiline ? filled(open, parts, close) : onLines(open, parts, close);
    }

    private static String filled(String open, List<String> parts, String close) {
        var text = new StringBuilder(open);
        int column = open.length();
        for (int i = 0; i < parts.size(); i++) {
            String part = i + 1 < parts.size() ? parts.get(i) + "," : parts.get(i);
            if (i > 0 && column + 1 + part.length() > WIDTH) {
                text.append("\n ");
                column = 1;
            } else if (i > 0) {
                text.append(' ');
                column++;
            }
            text.append(part);
            column += part.length();
        }
        return text.append(close).toString();
    }

    private static String onLines(String open, List<String> parts, String close) {
        var text = new StringBuilder(open);
        for (int i = 0; i < parts.size(); i++) {
            text.append("\n  ").append(parts.get(i).replace("\n", "\n  "));
            if (i + 1 < parts.size()) {
                text.append(',');
            }
        }
        return text.append('\n').append(close).toString();
    }

    /** Rows of plain leaves, all of one length: two-dimensional arrays and lists. */
    static boolean isMatrix(Shape.Items items) {
        if (items.items().size() < 2) {
            return false;
        }
        int columns = -1;
        for (Shape row : items.items()) {
            if (!(row instanceof Shape.Items cells) || !cells.open().equals("[") || cells.items().isEmpty()
                    || (columns >= 0 && cells.items().size() != columns)) {
                return false;
            }
            columns = cells.items().size();
            for (Shape cell : cells.items()) {
                if (!(cell instanceof Shape.Leaf leaf) || leaf.html() != null || leaf.text().indexOf('\n') >= 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String matrix(Shape.Items matrix) {
        var rows = new ArrayList<List<String>>();
        for (Shape row : matrix.items()) {
            var cells = (Shape.Items) row;
            rows.add(parts(cells.items(), cells.gap(), cells.omitted()));
        }
        var text = new StringBuilder();
        int[] widths = widths(rows);
        for (int r = 0; r < rows.size(); r++) {
            if (r == matrix.gap() && matrix.omitted() != 0) {
                text.append("\n ").append(Shape.gapText(matrix.omitted()));
            }
            text.append(r == 0 ? "[[" : "\n [");
            for (int c = 0; c < rows.get(r).size(); c++) {
                String cell = rows.get(r).get(c);
                text.append(c == 0 ? "" : ", ").append(" ".repeat(widths[c] - cell.length())).append(cell);
            }
            text.append(r + 1 < rows.size() ? "]," : "]");
        }
        if (matrix.gap() == rows.size() && matrix.omitted() != 0) {
            text.append("\n ").append(Shape.gapText(matrix.omitted()));
        }
        return text.append(']').toString();
    }

    /** The width of each column; rows may differ by the note of a gap. */
    static int[] widths(List<List<String>> rows) {
        int columns = 0;
        for (var row : rows) {
            columns = Math.max(columns, row.size());
        }
        int[] widths = new int[columns];
        for (var row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        return widths;
    }
}
