package dev.linnet.display;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * A table of texts, as HTML and as aligned plain text.
 *
 * @param caption  what the table is; may be empty
 * @param columns  the names of the columns, or empty where they have none
 * @param rowNames the names of the rows, or empty where they have none
 * @param rows     the cells
 */
public record Grid(String caption, List<String> columns, List<String> rowNames,
        List<List<String>> rows) implements Displayable {
    private static final String GAP = "...";

    /** The text at a place of a large table, counted from 0. */
    @FunctionalInterface
    public interface Cells {
        String at(int row, int column);
    }

    public Grid {
        Objects.requireNonNull(caption, "caption");
        columns = List.copyOf(columns);
        rowNames = List.copyOf(rowNames);
        rows = rows.stream().map(List::copyOf).toList();
        if (!rowNames.isEmpty() && rowNames.size() != rows.size()) {
            throw new IllegalArgumentException(
                    "rowNames must be empty or as many as the rows (" + rows.size() + "), but are " + rowNames.size());
        }
        for (var row : rows) {
            if (!columns.isEmpty() && row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "every row must have " + columns.size() + " cells, as there are columns, but one has "
                                + row.size() + ": " + row);
            }
        }
    }

    /**
     * The part of a large table that {@link Renderers#limits} allows: beyond them the middle rows and columns are left out.
     *
     * @param columnName the name of a column, or null where columns have none
     * @param rowName    the name of a row, or null where rows have none
     */
    public static Grid of(String caption, int rows, int columns, IntFunction<String> columnName,
            IntFunction<String> rowName, Cells cells) {
        RenderLimits limits = Renderers.limits();
        int[] shownRows = shown(rows, limits.head(rows, limits.elements()), limits.tail(rows, limits.elements()));
        int[] shownColumns = shown(columns, limits.head(columns, limits.columns()),
                limits.tail(columns, limits.columns()));
        var names = new ArrayList<String>();
        for (int c = 0; columnName != null && c < shownColumns.length; c++) {
            names.add(shownColumns[c] < 0 ? GAP : columnName.apply(shownColumns[c]));
        }
        var rowNames = new ArrayList<String>();
        var lines = new ArrayList<List<String>>();
        for (int r : shownRows) {
            if (rowName != null) {
                rowNames.add(r < 0 ? GAP : rowName.apply(r));
            }
            var line = new ArrayList<String>();
            for (int c : shownColumns) {
                line.add(r < 0 || c < 0 ? GAP : cells.at(r, c));
            }
            lines.add(line);
        }
        return new Grid(caption, names, rowNames, lines);
    }

    /** The indices to show, -1 for the gap. */
    private static int[] shown(int size, int head, int tail) {
        boolean gap = head + tail < size;
        int[] shown = new int[head + tail + (gap ? 1 : 0)];
        for (int i = 0; i < head; i++) {
            shown[i] = i;
        }
        if (gap) {
            shown[head] = -1;
        }
        for (int i = 0; i < tail; i++) {
            shown[shown.length - tail + i] = size - tail + i;
        }
        return shown;
    }

    /** The table as aligned text. */
    public String text() {
        var lines = new ArrayList<List<String>>();
        if (!columns.isEmpty()) {
            lines.add(line(rowNames.isEmpty() ? null : "", columns));
        }
        for (int r = 0; r < rows.size(); r++) {
            lines.add(line(rowNames.isEmpty() ? null : rowNames.get(r), rows.get(r)));
        }
        int[] widths = TextLayout.widths(lines);
        var text = new StringBuilder(caption);
        for (int l = 0; l < lines.size(); l++) {
            if (text.length() > 0) {
                text.append('\n');
            }
            for (int c = 0; c < lines.get(l).size(); c++) {
                String cell = lines.get(l).get(c);
                boolean right = rightAligned(c - (rowNames.isEmpty() ? 0 : 1));
                boolean last = c == lines.get(l).size() - 1;
                String blank = " ".repeat(widths[c] - cell.length());
                text.append(c == 0 ? "" : "  ").append(right ? blank + cell : last ? cell : cell + blank);
            }
        }
        return text.toString();
    }

    private boolean rightAligned(int column) {
        if (column < 0) {
            return false;
        }
        boolean number = false;
        for (var row : rows) {
            if (column < row.size() && HtmlTable.looksNumeric(row.get(column))) {
                number |= !row.get(column).isEmpty();
            } else if (column < row.size() && !row.get(column).equals(GAP)) {
                return false;
            }
        }
        return number;
    }

    private static List<String> line(String name, List<String> cells) {
        var line = new ArrayList<String>();
        if (name != null) {
            line.add(name);
        }
        for (String cell : cells) {
            line.add(cell.replace('\n', ' '));
        }
        return line;
    }

    /** The table as HTML. */
    public String html() {
        var table = new HtmlTable(caption);
        if (!columns.isEmpty()) {
            table.head(line(rowNames.isEmpty() ? null : "", columns));
        }
        for (int r = 0; r < rows.size(); r++) {
            table.row(rowNames.isEmpty() ? null : rowNames.get(r));
            rows.get(r).forEach(table::text);
            table.endRow();
        }
        return table.end();
    }

    @Override
    public MimeBundle toMimeBundle() {
        return MimeBundle.of(MimeBundle.HTML, html(), text());
    }
}
