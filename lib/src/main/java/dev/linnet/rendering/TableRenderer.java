package dev.linnet.rendering;

import tech.tablesaw.table.Relation;

import dev.linnet.display.Grid;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;

/** Tablesaw tables: the first and last rows, missing values blank. */
public final class TableRenderer implements Renderer<Relation> {
    @Override
    public Class<Relation> type() {
        return Relation.class;
    }

    @Override
    public MimeBundle render(Relation table) {
        int rows = table.rowCount();
        int columns = table.columnCount();
        String name = table.name() == null || table.name().isBlank() ? "Table" : table.name();
        String caption = name + ", " + rows + (rows == 1 ? " row" : " rows") + " x " + columns
                + (columns == 1 ? " column" : " columns");
        return Grid
                .of(caption, rows, columns, c -> table.column(c).name(), Integer::toString,
                        (r, c) -> ColumnRenderer.cell(table.column(c), r))
                .toMimeBundle();
    }
}
