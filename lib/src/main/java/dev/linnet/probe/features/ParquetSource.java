package dev.linnet.probe.features;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A Parquet file, read by Hardwood. Features are columns of numbers or truth values; or lists of numbers, as embeddings are often stored, of
 * the same length in every row.
 */
final class ParquetSource implements RowSource {
    /** Hardwood says which instructions and which inflater it found; held, since a logger that nobody holds forgets its level. */
    private static final Logger QUIET = Logger.getLogger("dev.hardwood");

    static {
        QUIET.setLevel(Level.WARNING);
    }

    private final Path file;
    private final String name;
    private final String label;
    private final List<Feature> features = new ArrayList<>();
    private final List<String> featureNames = new ArrayList<>();

    /** A column that gives {@code width} numbers a row: 1, or as many as its lists have. */
    private record Feature(String column, boolean isList, int width) {}

    ParquetSource(Path file, Columns columns) throws IOException {
        this.file = file;
        this.name = file.getFileName().toString();
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        try (ParquetFileReader reader = reader()) {
            List<SchemaNode> nodes = reader.getFileSchema().getRootNode().children();
            List<String> heading = nodes.stream().map(SchemaNode::name).toList();
            Columns.Found found = columns.find(name, heading);
            label = heading.get(found.label());
            for (int position : found.features()) {
                SchemaNode node = nodes.get(position);
                boolean isList = node instanceof SchemaNode.GroupNode group && group.isList();
                if (!isNumber(isList ? ((SchemaNode.GroupNode) node).getListElement() : node)) {
                    throw new FeaturesException(name + ": the column " + node.name()
                            + " holds neither numbers nor lists of numbers; leave it out with Columns.withFeatures.");
                }
                features.add(new Feature(node.name(), isList, isList ? firstLength(reader, node.name()) : 1));
            }
        } catch (RuntimeException e) { // Hardwood's own, unchecked, for what is damaged
            throw damaged(e);
        }
        for (Feature feature : features) {
            for (int i = 0; i < feature.width; i++) {
                featureNames.add(feature.isList ? feature.column + "[" + i + "]" : feature.column);
            }
        }
    }

    private ParquetFileReader reader() throws IOException {
        try {
            return ParquetFileReader.open(InputFile.of(file));
        } catch (FeaturesException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private FeaturesException damaged(Exception e) {
        return new FeaturesException(name + ": it cannot be read as Parquet: " + e.getMessage() + ".");
    }

    private static boolean isNumber(SchemaNode node) {
        return node instanceof SchemaNode.PrimitiveNode primitive && switch (primitive.type()) {
            case BOOLEAN, FLOAT, DOUBLE -> true;
            case INT32, INT64 -> primitive.logicalType() == null || isInteger(primitive);
            default -> false;
        };
    }

    private static boolean isInteger(SchemaNode.PrimitiveNode node) {
        return node.logicalType() instanceof LogicalType.IntType;
    }

    private int firstLength(ParquetFileReader reader, String column) throws FeaturesException {
        try (RowReader rows = reader.buildRowReader().projection(ColumnProjection.columns(column)).head(1).build()) {
            if (!rows.hasNext()) {
                throw new FeaturesException(name + ": there is no row in it.");
            }
            rows.next();
            return rows.isNull(column) ? 1 : rows.getList(column).size();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> featureNames() {
        return List.copyOf(featureNames);
    }

    @Override
    public Rows open() throws IOException {
        ParquetFileReader reader = reader();
        Set<String> needed = new LinkedHashSet<>(features.stream().map(Feature::column).toList());
        needed.add(label);
        try {
            return new ParquetRows(reader, reader.buildRowReader()
                    .projection(ColumnProjection.columns(needed.toArray(String[]::new)))
                    .build());
        } catch (RuntimeException e) {
            reader.close();
            throw damaged(e);
        }
    }

    private final class ParquetRows implements Rows {
        private final ParquetFileReader reader;
        private final RowReader rows;
        private long row = -1;

        private ParquetRows(ParquetFileReader reader, RowReader rows) {
            this.reader = reader;
            this.rows = rows;
        }

        @Override
        public boolean next(double[] to) throws IOException {
            try {
                if (!rows.hasNext()) {
                    return false;
                }
                rows.next();
                row++;
                int at = 0;
                for (Feature feature : features) {
                    if (feature.isList) {
                        list(feature, to, at);
                    } else {
                        to[at] = number(rows.isNull(feature.column) ? null : rows.getRawValue(feature.column));
                    }
                    at += feature.width;
                }
                return true;
            } catch (RuntimeException e) {
                throw damaged(e);
            }
        }

        private void list(Feature feature, double[] to, int at) throws FeaturesException {
            PqList list = rows.isNull(feature.column) ? null : rows.getList(feature.column);
            if (list == null || list.size() != feature.width) {
                throw new FeaturesException(name + ": in " + place() + " the list in column " + feature.column
                        + (list == null ? " is missing" : " has " + list.size() + " numbers") + "; the first row's has "
                        + feature.width + ".");
            }
            for (int i = 0; i < feature.width; i++) {
                to[at + i] = number(list.isNull(i) ? null : list.getRaw(i));
            }
        }

        /** NaN for what is missing, which is refused where everything that is not finite is. */
        private static double number(Object value) {
            return switch (value) {
                case null -> Double.NaN;
                case Boolean truth -> truth ? 1 : 0;
                case Number number -> number.doubleValue();
                default -> throw new IllegalStateException("a " + value.getClass().getSimpleName() + " in it");
            };
        }

        @Override
        public String label() {
            Object value = rows.isNull(label) ? null : rows.getValue(label);
            return value == null ? "" : value.toString();
        }

        @Override
        public String place() {
            return "row " + row;
        }

        @Override
        public void close() throws IOException {
            rows.close();
            reader.close();
        }
    }
}
