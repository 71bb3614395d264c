package dev.linnet.probe.features;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table in memory. */
final class TableSource implements RowSource {
    private final Table table;
    private final String name;
    private final Column<?> label;
    private final List<NumericColumn<?>> columns = new ArrayList<>();
    private final List<String> featureNames;

    TableSource(Table table, Columns columns) throws FeaturesException {
        this.table = table;
        name = table.name() == null || table.name().isBlank() ? "the table" : "the table " + table.name();
        List<String> heading = table.columnNames();
        Columns.Found found = columns.find(name, heading);
        featureNames = found.names(heading);
        label = table.column(found.label());
        for (int position : found.features()) {
            if (!(table.column(position) instanceof NumericColumn<?> numbers)) {
                throw new FeaturesException(name + ": the column " + heading.get(position) + " is of type "
                        + table.column(position).type().name() + "; features must be numbers: leave it out with"
                        + " Columns.withFeatures.");
            }
            this.columns.add(numbers);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> featureNames() {
        return featureNames;
    }

    @Override
    public Rows open() {
        return new Rows() {
            private int row = -1;

            @Override
            public boolean next(double[] features) {
                row++;
                for (int j = 0; row < table.rowCount() && j < features.length; j++) {
                    features[j] = columns.get(j).isMissing(row) ? Double.NaN : columns.get(j).getDouble(row);
                }
                return row < table.rowCount();
            }

            @Override
            public String label() {
                return label.isMissing(row) ? "" : String.valueOf(label.get(row));
            }

            @Override
            public String place() {
                return "row " + row;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
