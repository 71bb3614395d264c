package dev.linnet.probe.features;

import dev.linnet.probe.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import tech.tablesaw.api.Table;

/**
 * Labelled feature vectors that can be read again and again, in pieces that fit in memory. Opening looks once through the data: for its
 * shape, for labels that are no classes, and for what is no number.
 *
 * <pre>{@code
 * Features data = Features.csv(Path.of("features.csv"), Columns.label("species"));
 * System.out.println(data);                  // features.csv: 150 rows x 4 features, 3 classes
 * probe.fit(data.samples());                 // all at once
 * probe.fit(data.inPiecesOf(10_000));        // in pieces
 * data.forEach(probe::partialFit);           // the same by hand
 * }</pre>
 *
 * <p>Features must be finite. Labels must be integers from 0 on, unless {@link Columns#named} says that they are names.
 */
public final class Features implements Iterable<Samples> {
    private static final int ROWS_OF_A_PIECE = 8192;

    private final RowSource source;
    private final long rows;
    private final int classes;
    private final List<String> classNames;
    private final int piece;

    private Features(RowSource source, long rows, int classes, List<String> classNames, int piece) {
        this.source = source;
        this.rows = rows;
        this.classes = classes;
        this.classNames = classNames;
        this.piece = piece;
    }

    /**
     * A file of comma-separated values, the label in the last column. The first line is a heading if nothing in it is a number.
     *
     * @throws FeaturesException if it is empty, or a line has another number of values or something that is no number: the message names
     *                           the line
     */
    public static Features csv(Path file) throws IOException {
        return csv(file, Columns.last());
    }

    /** The same with the label elsewhere. */
    public static Features csv(Path file, Columns columns) throws IOException {
        return of(new CsvSource(file, columns), columns);
    }

    /**
     * NumPy files: {@code features} of shape (rows, features) and {@code labels} of shape (rows), of integers, floats, or truth values.
     * Rows of an array in Fortran's order are gathered in memory, others are read piece by piece.
     */
    public static Features npy(Path features, Path labels) throws IOException {
        return of(new NumpySource(NumpyArray.file(features), NumpyArray.file(labels)), Columns.last());
    }

    /** Two arrays of one file that {@code numpy.savez} or {@code numpy.savez_compressed} wrote. */
    public static Features npz(Path file, String features, String labels) throws IOException {
        return of(new NumpySource(NumpyArray.entry(file, features), NumpyArray.entry(file, labels)), Columns.last());
    }

    /**
     * A Parquet file of flat columns of numbers. Snappy and Zstandard need their libraries, which a notebook fetches when it first meets
     * them; plain and gzip files need nothing.
     */
    public static Features parquet(Path file, Columns columns) throws IOException {
        return of(new ParquetSource(file, columns), columns);
    }

    /** The number columns of a table, and its column of labels. Missing numbers are refused like NaN. */
    public static Features table(Table table, Columns columns) {
        try {
            return of(new TableSource(table, columns), columns);
        } catch (FeaturesException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Features of(RowSource source, Columns columns) throws IOException {
        var labels = new Labels(source.name(), List.of(), columns.areNamed());
        long rows = 0;
        try (RowSource.Rows reader = source.open()) {
            var row = new double[source.featureNames().size()];
            while (reader.next(row)) {
                requireFinite(source, reader, row);
                labels.add(reader.label(), reader.place());
                rows++;
            }
        }
        if (rows == 0) {
            throw new FeaturesException(source.name() + ": there is no row in it.");
        }
        return new Features(source, rows, labels.classes(), labels.names(), ROWS_OF_A_PIECE);
    }

    private static void requireFinite(RowSource source, RowSource.Rows reader, double[] row) throws FeaturesException {
        for (int j = 0; j < row.length; j++) {
            if (!Double.isFinite(row[j])) {
                throw new FeaturesException(source.name() + ": in " + reader.place() + " the feature "
                        + source.featureNames().get(j) + " is " + row[j]
                        + "; features must be finite: drop the row or fill the value in.");
            }
        }
    }

    /** These features in pieces of at most so many rows; 8192 without it. */
    public Features inPiecesOf(int rowsOfAPiece) {
        if (rowsOfAPiece < 1) {
            throw new IllegalArgumentException("A piece of " + rowsOfAPiece + " rows; it must have at least 1.");
        }
        return new Features(source, rows, classes, classNames, rowsOfAPiece);
    }

    /**
     * These features with more classes than occur in them, as of a test set where one is missing.
     *
     * @throws IllegalArgumentException for fewer than occur, or where classes have names
     */
    public Features withClasses(int number) {
        if (number < classes || !classNames.isEmpty()) {
            throw new IllegalArgumentException(source.name() + " cannot have " + number + " classes: it has "
                    + classes + (classNames.isEmpty() ? " already." : ", and they have names."));
        }
        return new Features(source, rows, number, classNames, piece);
    }

    /** The number of samples. */
    public long rows() {
        return rows;
    }

    /** The names of the features, in order; column numbers from 0 on where the source has no names. */
    public List<String> featureNames() {
        return source.featureNames();
    }

    /** n, the number of features. */
    public int features() {
        return source.featureNames().size();
    }

    /** K, the number of classes. */
    public int classes() {
        return classes;
    }

    /** The names of the classes in their order; empty where labels are numbers. */
    public List<String> classNames() {
        return classNames;
    }

    /**
     * All rows at once.
     *
     * @throws IllegalArgumentException if they are more than one array holds
     */
    public Samples samples() {
        long numbers = Math.multiplyExact(rows, (long) features());
        if (numbers > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(this
                    + ": that is more than one array holds; read it in pieces, which fit(Iterable) and partialFit take.");
        }
        return inPiecesOf((int) rows).iterator().next();
    }

    /**
     * The pieces in order. The file is closed behind the last, so go through them all.
     *
     * @throws UncheckedIOException while reading, if the file can no longer be read or has changed
     */
    @Override
    public Iterator<Samples> iterator() {
        return new Pieces();
    }

    private final class Pieces implements Iterator<Samples> {
        private final RowSource.Rows reader;
        private final Labels labels = new Labels(source.name(), classNames, !classNames.isEmpty());
        private final double[] row = new double[features()];
        private long left = rows;

        private Pieces() {
            try {
                reader = source.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Samples next() {
            if (left == 0) {
                throw new NoSuchElementException("There are no more pieces.");
            }
            int count = (int) Math.min(piece, left);
            int n = features();
            var x = new double[Math.multiplyExact(count, n)];
            var classOf = new int[count];
            try {
                for (int i = 0; i < count; i++) {
                    if (!reader.next(row)) {
                        throw new FeaturesException(source.name() + ": it has become shorter since it was opened.");
                    }
                    requireFinite(source, reader, row);
                    System.arraycopy(row, 0, x, i * n, n);
                    classOf[i] = labels.add(reader.label(), reader.place());
                }
                left -= count;
                if (left == 0) {
                    reader.close();
                }
            } catch (IOException e) {
                close(e);
                throw new UncheckedIOException(e.getMessage(), e);
            }
            return new Samples(x, n, classOf, classes);
        }

        private void close(IOException failure) {
            left = 0;
            try {
                reader.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Such as {@code iris.csv: 150 rows x 4 features, 3 classes}. */
    @Override
    public String toString() {
        return source.name() + ": " + rows + " rows x " + features() + " features, " + classes + " classes"
                + (classNames.isEmpty() ? "" : " " + Arrays.toString(classNames.toArray()));
    }
}
