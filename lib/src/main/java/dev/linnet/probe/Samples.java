package dev.linnet.probe;

import java.util.Objects;

/**
 * Feature vectors with a label each.
 *
 * @param x        {@code [rows][features]}, row by row, all finite
 * @param features n, the width of a row, at least 1
 * @param labels   {@code [rows]}, each in {@code 0 .. classes - 1}
 * @param classes  K, at least 1; a class may have no sample here
 */
@SuppressWarnings("ArrayRecordComponent") // large data, read in place
public record Samples(double[] x, int features, int[] labels, int classes) {
    static final String ONE_CLASS = "there is only one class; a classifier needs at least two";

    /** Checks shapes, numbers and labels; the arrays are not copied. */
    public Samples {
        Objects.requireNonNull(x, "x");
        Objects.requireNonNull(labels, "labels");
        if (features < 1) {
            throw new IllegalArgumentException("features is " + features + "; it must be at least 1");
        }
        if (classes < 1) {
            throw new IllegalArgumentException("classes is " + classes + "; it must be at least 1");
        }
        if (x.length != (long) labels.length * features) {
            throw new IllegalArgumentException("x has " + x.length + " numbers, but " + labels.length + " labels * "
                    + features + " features are " + (long) labels.length * features);
        }
        requireFinite(x, 0, x.length, features);
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException("the label of row " + i + " is " + labels[i] + "; with " + classes
                        + " classes it must be 0 to " + (classes - 1));
            }
        }
    }

    static void requireFinite(double[] x, int from, int to, int features) {
        for (int i = from; i < to; i++) {
            if (!Double.isFinite(x[i])) {
                throw new IllegalArgumentException("row " + i / features + ", column " + i % features + " is " + x[i]
                        + "; features must be finite: drop the row or fill the value in");
            }
        }
    }

    /** With as many classes as the highest label says. */
    public static Samples of(double[][] rows, int[] labels) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("there are no rows");
        }
        int features = rows[0].length;
        var x = new double[Math.multiplyExact(rows.length, features)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != features) {
                throw new IllegalArgumentException("row " + i + " has " + rows[i].length + " features, row 0 has "
                        + features);
            }
            System.arraycopy(rows[i], 0, x, i * features, features);
        }
        int highest = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == Integer.MAX_VALUE) {
                throw new IllegalArgumentException("the label of row " + i + " is " + labels[i]
                        + "; number the classes from 0 on");
            }
            highest = Math.max(highest, labels[i]);
        }
        return new Samples(x, features, labels, highest + 1);
    }

    /**
     * With labels as numbers, as files have them, and as many classes as the highest says.
     *
     * @throws IllegalArgumentException for a label that is no whole number of at least 0, with its row
     */
    public static Samples of(double[][] rows, double[] labels) {
        var whole = new int[labels.length];
        for (int i = 0; i < labels.length; i++) {
            whole[i] = (int) labels[i];
            if (whole[i] != labels[i] || whole[i] < 0) {
                throw new IllegalArgumentException("the label of row " + i + " is " + labels[i]
                        + "; a label is a whole number from 0 on: number the classes first");
            }
        }
        return of(rows, whole);
    }

    /** The number of samples. */
    public int rows() {
        return labels.length;
    }

    /** The value of one feature of one sample. */
    public double at(int row, int feature) {
        return x[Objects.checkIndex(row, rows()) * features + Objects.checkIndex(feature, features)];
    }

    /** {@code [classes]}: the number of samples of each class. */
    public int[] counts() {
        var counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** These rows, in this order; a row may come twice. */
    public Samples subset(int... rows) {
        var part = new double[Math.multiplyExact(rows.length, features)];
        var its = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int row = Objects.checkIndex(rows[i], rows());
            System.arraycopy(x, row * features, part, i * features, features);
            its[i] = labels[row];
        }
        return new Samples(part, features, its, classes);
    }

    /** Refuses samples of another width or number of classes than a probe was fitted to. */
    void require(int wantedFeatures, int wantedClasses) {
        if (features != wantedFeatures) {
            throw new IllegalArgumentException("the samples have " + features + " features, the probe was fitted to "
                    + wantedFeatures);
        }
        if (classes != wantedClasses) {
            throw new IllegalArgumentException("the samples have " + classes + " classes, the probe was fitted to "
                    + wantedClasses);
        }
    }

    /** Refuses samples of a single class: there is nothing to tell apart. */
    void requireTwoClasses() {
        if (classes < 2) {
            throw new IllegalArgumentException(ONE_CLASS);
        }
    }

    /** Refuses samples where a class has none, or of a single class: nothing can be learnt of it. */
    void requireEveryClass() {
        requireTwoClasses();
        var seen = new boolean[Math.min(classes, rows() + 1)]; // with more classes than rows, one of these has no sample
        for (int label : labels) {
            if (label < seen.length) {
                seen[label] = true;
            }
        }
        for (int k = 0; k < seen.length; k++) {
            if (!seen[k]) {
                throw new IllegalArgumentException("class " + k + " of " + classes + " has no sample among the "
                        + rows() + "; draw again or leave the class out");
            }
        }
    }
}
