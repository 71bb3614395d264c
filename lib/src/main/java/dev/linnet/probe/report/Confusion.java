package dev.linnet.probe.report;

import dev.linnet.probe.Probe;
import dev.linnet.probe.Samples;
import dev.linnet.rendering.HeatMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How often each class was taken for each. With counts N[label][predicted]:
 *
 * <pre>
 * precision_k = N[k][k] / sum_l N[l][k]      recall_k = N[k][k] / sum_p N[k][p]      F1_k = 2 / (1 / precision_k + 1 / recall_k)
 * </pre>
 *
 * NaN where a class was never predicted (precision), or never occurs (recall), or both (F1).
 *
 * @param counts  {@code [classes][classes]}: row the label, column the prediction
 * @param classes the classes' names
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record Confusion(int[][] counts, List<String> classes) {
    public Confusion {
        classes = List.copyOf(classes);
        if (counts.length != classes.size()) {
            throw new IllegalArgumentException("There are " + classes.size() + " names of classes; the probe has "
                    + counts.length + ".");
        }
    }

    /** Of a probe on samples, with classes called 0, 1, 2, ... */
    public static Confusion of(Probe probe, Samples samples) {
        return of(probe, samples, IntStream.range(0, samples.classes()).mapToObj(Integer::toString).toList());
    }

    /** The same with names for the classes. */
    public static Confusion of(Probe probe, Samples samples, List<String> classes) {
        requireSame(probe, samples);
        int[] predicted = probe.predict(samples.x());
        int[][] counts = new int[samples.classes()][samples.classes()];
        for (int i = 0; i < predicted.length; i++) {
            counts[samples.labels()[i]][predicted[i]]++;
        }
        return new Confusion(counts, classes);
    }

    static void requireSame(Probe probe, Samples samples) {
        if (probe.features() != samples.features() || probe.classes() != samples.classes()) {
            throw new IllegalArgumentException(
                    "the samples have %d features and %d classes, the probe was fitted to %d and %d".formatted(
                            samples.features(), samples.classes(), probe.features(), probe.classes()));
        }
        if (samples.rows() == 0) {
            throw new IllegalArgumentException("there is no sample to report on");
        }
    }

    /** The share of right predictions. */
    public double accuracy() {
        long right = 0;
        long all = 0;
        for (int k = 0; k < counts.length; k++) {
            right += counts[k][k];
            all += occurrences(k);
        }
        return right / (double) all;
    }

    private int occurrences(int k) {
        return IntStream.of(counts[k]).sum();
    }

    private int predictions(int k) {
        return IntStream.range(0, counts.length).map(label -> counts[label][k]).sum();
    }

    public double precision(int k) {
        return counts[k][k] / (double) predictions(k);
    }

    public double recall(int k) {
        return counts[k][k] / (double) occurrences(k);
    }

    public double f1(int k) {
        return 2.0 * counts[k][k] / (predictions(k) + occurrences(k));
    }

    /** The mean of F1 over the classes that occur or were predicted. */
    public double meanF1() {
        return IntStream.range(0, counts.length)
                .mapToDouble(this::f1)
                .filter(f1 -> !Double.isNaN(f1))
                .average()
                .orElseThrow();
    }

    /** The counts: one row a label, one column a prediction. */
    public Table table(String title) {
        Table table = Table.create(title, StringColumn.create("label", classes));
        for (int k = 0; k < counts.length; k++) {
            int predicted = k;
            table.addColumns(IntColumn.create("as " + classes.get(k),
                    IntStream.range(0, counts.length).map(label -> counts[label][predicted]).toArray()));
        }
        return table;
    }

    /** One row a class: how often it occurs and was predicted, precision, recall, F1. */
    public Table report(String title) {
        return Table.create(title, StringColumn.create("class", classes),
                IntColumn.create("samples", IntStream.range(0, counts.length).map(this::occurrences).toArray()),
                IntColumn.create("predicted", IntStream.range(0, counts.length).map(this::predictions).toArray()),
                column("precision", IntStream.range(0, counts.length).mapToDouble(this::precision).toArray()),
                column("recall", IntStream.range(0, counts.length).mapToDouble(this::recall).toArray()),
                column("F1", IntStream.range(0, counts.length).mapToDouble(this::f1).toArray()));
    }

    private static DoubleColumn column(String name, double[] values) {
        return DoubleColumn.create(name, IntStream.range(0, values.length)
                .mapToDouble(i -> Double.isNaN(values[i]) ? values[i] : Math.round(values[i] * 1000) / 1000.0)
                .toArray());
    }

    /** The share of each label that was taken for each class: rows labels, columns predictions, from class 0 on. */
    public HeatMap chart(String title) {
        double[][] shares = new double[counts.length][counts.length];
        for (int label = 0; label < counts.length; label++) {
            for (int k = 0; k < counts.length; k++) {
                shares[label][k] = occurrences(label) == 0 ? 0 : counts[label][k] / (double) occurrences(label);
            }
        }
        var panels = new ArrayList<HeatMap.Panel>();
        String order = String.join(", ", classes);
        panels.add(new HeatMap.Panel(
                "rows: label; columns: prediction" + (order.length() > 60 ? "" : "; both " + order), shares));
        return HeatMap.of(title, panels).withLimit(1);
    }
}
