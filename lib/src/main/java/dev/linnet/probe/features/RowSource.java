package dev.linnet.probe.features;

import java.io.IOException;
import java.util.List;

/** Something with rows of features and a label each, which can be read from its beginning any number of times. */
interface RowSource {
    /** What it is called in messages: a file's name. */
    String name();

    /** The names of the features in order. */
    List<String> featureNames();

    /** The rows from the first on. */
    Rows open() throws IOException;

    /** A way through the rows. */
    interface Rows extends AutoCloseable {
        /** Reads the next row's features; false after the last. */
        boolean next(double[] features) throws IOException;

        /** The label of the row as it stands there. */
        String label();

        /** Where the row is, such as {@code line 7}. */
        String place();

        @Override
        void close() throws IOException;
    }
}
