package dev.linnet.probe.features;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Features and labels in two arrays of NumPy. */
final class NumpySource implements RowSource {
    private final NumpyArray features;
    private final NumpyArray labels;
    private final List<String> featureNames;
    /** The features' numbers, row by row, where they stand column by column in the file; else null. */
    private final double[] gathered;

    NumpySource(NumpyArray features, NumpyArray labels) throws IOException {
        this.features = features;
        this.labels = labels;
        long[] shape = features.shape();
        long[] rows = labels.shape();
        if (shape.length != 2 || shape[1] < 1 || shape[1] > Integer.MAX_VALUE) {
            throw new FeaturesException(features.name() + ": its shape is " + features.shapeText()
                    + "; features have the shape (rows, features).");
        }
        boolean oneEach = rows.length == 1 || (rows.length == 2 && rows[1] == 1);
        if (!oneEach || rows[0] != shape[0]) {
            throw new FeaturesException(
                    labels.name() + ": its shape is " + labels.shapeText() + ", but the features have "
                            + features.shapeText() + "; one label a row is needed: (" + shape[0] + ").");
        }
        featureNames = IntStream.range(0, (int) shape[1]).mapToObj(Integer::toString).toList();
        gathered = features.fortran() ? gather(shape[0], (int) shape[1]) : null;
    }

    private double[] gather(long rows, int columns) throws IOException {
        long count = Math.multiplyExact(rows, (long) columns);
        if (count > Integer.MAX_VALUE - 8) {
            throw new FeaturesException(features.name() + ": it is in Fortran's order, and its shape "
                    + features.shapeText() + " is more than one array holds; save numpy.ascontiguousarray of it.");
        }
        var all = new double[(int) count];
        var column = new double[(int) rows];
        try (NumpyArray.Numbers numbers = features.numbers()) {
            for (int j = 0; j < columns; j++) {
                numbers.next(column);
                for (int i = 0; i < column.length; i++) {
                    all[i * columns + j] = column[i];
                }
            }
        }
        return all;
    }

    @Override
    public String name() {
        return features.path().getFileName().toString();
    }

    @Override
    public List<String> featureNames() {
        return featureNames;
    }

    @Override
    public Rows open() throws IOException {
        NumpyArray.Numbers x = features.numbers();
        try {
            return new NumpyRows(x, labels.numbers());
        } catch (IOException e) {
            x.close();
            throw e;
        }
    }

    private final class NumpyRows implements Rows {
        private final NumpyArray.Numbers x;
        private final NumpyArray.Numbers y;
        private final double[] label = new double[1];
        private long row = -1;

        private NumpyRows(NumpyArray.Numbers x, NumpyArray.Numbers y) {
            this.x = x;
            this.y = y;
        }

        @Override
        public boolean next(double[] to) throws IOException {
            if (row + 1 == features.shape()[0]) {
                return false;
            }
            row++;
            if (gathered == null) {
                x.next(to);
            } else {
                System.arraycopy(gathered, (int) row * to.length, to, 0, to.length);
            }
            y.next(label);
            return true;
        }

        @Override
        public String label() {
            return label[0] == Math.rint(label[0]) ? Long.toString((long) label[0]) : Double.toString(label[0]);
        }

        @Override
        public String place() {
            return "row " + row;
        }

        @Override
        public void close() throws IOException {
            x.close();
            y.close();
        }
    }
}
