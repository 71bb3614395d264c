package dev.linnet.probe.report;

import dev.linnet.probe.Probe;
import dev.linnet.probe.Samples;
import dev.linnet.rendering.Charts;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Whether a probe's probabilities mean what they say. A prediction's confidence is the probability of the predicted class; samples are
 * put in bins of equal width by it. With p = p(. | x), m samples, and B_b the samples of bin b:
 *
 * <pre>
 * ECE      = sum_b |B_b| / m |accuracy(B_b) - confidence(B_b)|        (Guo et al. 2017)
 * Brier    = 1/m sum_i sum_k (p_k(x_i) - [k = label_i])^2             in [0, 2] (Brier 1950)
 * log loss = -1/m sum_i ln p_label(x_i)                               in nats; from the scores, so that no p is 0
 * </pre>
 *
 * @param bins        the bins, those without a sample too
 * @param expected    the expected calibration error
 * @param brier       Brier's score
 * @param logLoss     the log loss
 * @param samples     the number of samples
 */
public record Calibration(List<Bin> bins, double expected, double brier, double logLoss, int samples) {
    /**
     * The predictions whose confidence lies in one range.
     *
     * @param from       of the range, excluded but in the first bin
     * @param to         of the range, included
     * @param count      predictions in it
     * @param confidence their mean confidence; NaN where there is none
     * @param accuracy   the share of right ones; NaN where there is none
     */
    public record Bin(double from, double to, int count, double confidence, double accuracy) {}

    public Calibration {
        bins = List.copyOf(bins);
    }

    /** Of a probe on samples, in ten bins. */
    public static Calibration of(Probe probe, Samples samples) {
        return of(probe, samples, 10);
    }

    /** The same in some bins, at least 1. */
    public static Calibration of(Probe probe, Samples samples, int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins is " + bins + "; it must be at least 1");
        }
        Confusion.requireSame(probe, samples);
        int classes = samples.classes();
        double[] scores = probe.scores(samples.x());
        var counts = new int[bins];
        var confidences = new double[bins];
        var right = new int[bins];
        double brier = 0;
        double loss = 0;
        for (int i = 0; i < samples.rows(); i++) {
            int label = samples.labels()[i];
            int best = i * classes;
            for (int at = i * classes; at < (i + 1) * classes; at++) {
                best = scores[at] > scores[best] ? at : best;
            }
            double sum = 0;
            for (int at = i * classes; at < (i + 1) * classes; at++) {
                sum += Math.exp(scores[at] - scores[best]);
            }
            double all = scores[best] + Math.log(sum);
            for (int k = 0; k < classes; k++) {
                double off = Math.exp(scores[i * classes + k] - all) - (k == label ? 1 : 0);
                brier += off * off;
            }
            loss += all - scores[i * classes + label];
            double confidence = Math.exp(scores[best] - all);
            int bin = Math.clamp((long) Math.ceil(confidence * bins) - 1, 0, bins - 1);
            counts[bin]++;
            confidences[bin] += confidence;
            right[bin] += best - i * classes == label ? 1 : 0;
        }
        var list = new ArrayList<Bin>();
        double expected = 0;
        for (int b = 0; b < bins; b++) {
            expected += Math.abs(right[b] - confidences[b]) / samples.rows();
            list.add(new Bin(b / (double) bins, (b + 1) / (double) bins, counts[b], confidences[b] / counts[b],
                    right[b] / (double) counts[b]));
        }
        return new Calibration(list, expected, brier / samples.rows(), loss / samples.rows(), samples.rows());
    }

    /** One row a bin that has samples. */
    public Table table(String title) {
        List<Bin> full = full();
        return Table.create(title,
                StringColumn.create("confidence", full.stream().map(bin -> "%.2f to %.2f".formatted(bin.from, bin.to))),
                IntColumn.create("samples", full.stream().mapToInt(Bin::count).toArray()),
                column("mean confidence", full.stream().mapToDouble(Bin::confidence).toArray()),
                column("accuracy", full.stream().mapToDouble(Bin::accuracy).toArray()));
    }

    private List<Bin> full() {
        return bins.stream().filter(bin -> bin.count > 0).toList();
    }

    /** One row a probe: expected calibration error, Brier's score, log loss. */
    public static Table compared(String title, List<String> names, List<Calibration> calibrations) {
        return Table.create(title, StringColumn.create("probe", names),
                column("ECE", calibrations.stream().mapToDouble(Calibration::expected).toArray()),
                column("Brier", calibrations.stream().mapToDouble(Calibration::brier).toArray()),
                column("log loss", calibrations.stream().mapToDouble(Calibration::logLoss).toArray()));
    }

    private static DoubleColumn column(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.round(values[i] * 1e4) / 1e4;
        }
        return DoubleColumn.create(name, values);
    }

    /** Reliability diagrams: accuracy against confidence, on the diagonal where a probe is calibrated. */
    public static XYChart chart(String title, List<String> names, List<Calibration> calibrations) {
        XYChart chart = Charts.lines(title, "confidence", "accuracy");
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        XYSeries diagonal = chart.addSeries("calibrated", new double[] {0, 1}, new double[] {0, 1});
        diagonal.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.DASH_DASH).setLineColor(Color.GRAY);
        for (int i = 0; i < names.size(); i++) {
            List<Bin> full = calibrations.get(i).full();
            chart.addSeries(names.get(i), full.stream().mapToDouble(Bin::confidence).toArray(),
                    full.stream().mapToDouble(Bin::accuracy).toArray());
        }
        return chart;
    }

    /** Such as {@code ECE 0.031, Brier 0.182, log loss 0.334, 500 samples}. */
    @Override
    public String toString() {
        return "ECE %.3f, Brier %.3f, log loss %.3f, %d samples".formatted(expected, brier, logLoss, samples);
    }
}
