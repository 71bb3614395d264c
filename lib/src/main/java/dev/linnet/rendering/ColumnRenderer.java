package dev.linnet.rendering;

import tech.tablesaw.columns.Column;

import dev.linnet.display.Grid;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;

/** Tablesaw columns, as tables of one column. */
public final class ColumnRenderer implements Renderer<Column<?>> {
    @Override
    @SuppressWarnings("unchecked") // a class literal has no type arguments
    public Class<Column<?>> type() {
        return (Class<Column<?>>) (Class<?>) Column.class;
    }

    @Override
    public MimeBundle render(Column<?> column) {
        int size = column.size();
        String caption = column.type().name() + " column, " + size + (size == 1 ? " row" : " rows");
        return Grid.of(caption, size, 1, _ -> column.name(), Integer::toString, (r, _) -> cell(column, r))
                .toMimeBundle();
    }

    static String cell(Column<?> column, int row) {
        return column.isMissing(row) ? "" : column.getString(row);
    }
}
