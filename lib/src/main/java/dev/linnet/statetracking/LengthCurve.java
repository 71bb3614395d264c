package dev.linnet.statetracking;

import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * An accuracy against length.
 *
 * @param name     of the model
 * @param lengths  rising lengths
 * @param accuracy the accuracy at each
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record LengthCurve(String name, int[] lengths, double[] accuracy) {
    public LengthCurve {
        if (lengths.length != accuracy.length) {
            throw new IllegalArgumentException("%d lengths but %d accuracies.".formatted(lengths.length,
                    accuracy.length));
        }
    }

    /** The accuracy at one of the lengths. */
    public double at(int length) {
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] == length) {
                return accuracy[i];
            }
        }
        throw new IllegalArgumentException("No accuracy at length %d; there is one at %s.".formatted(length,
                Arrays.toString(lengths)));
    }

    /** At each length the {@code rank}-th best accuracy of several curves over the same lengths; 1 is the best. */
    public static LengthCurve ranked(String name, List<LengthCurve> curves, int rank) {
        if (rank < 1 || rank > curves.size()) {
            throw new IllegalArgumentException(
                    "Rank %d of %d curves; it must be from 1 to their number.".formatted(rank,
                            curves.size()));
        }
        int[] lengths = curves.getFirst().lengths();
        double[] accuracy = new double[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            int length = lengths[i];
            double[] sorted = curves.stream().mapToDouble(curve -> curve.at(length)).sorted().toArray();
            accuracy[i] = sorted[sorted.length - rank];
        }
        return new LengthCurve(name, lengths, accuracy);
    }

    /** One row a length, one column a curve; the curves must have the same lengths. */
    public static Table table(String title, List<LengthCurve> curves) {
        int[] lengths = curves.getFirst().lengths();
        Table table = Table.create(title, IntColumn.create("length", lengths));
        for (LengthCurve curve : curves) {
            if (!Arrays.equals(lengths, curve.lengths())) {
                throw new IllegalArgumentException("Curves with different lengths: %s and %s.".formatted(
                        Arrays.toString(lengths), Arrays.toString(curve.lengths())));
            }
            DoubleColumn column = DoubleColumn.create(curve.name(), Arrays.stream(curve.accuracy())
                    .map(a -> Math.round(a * 1000) / 1000.0)
                    .toArray());
            table.addColumns(column);
        }
        return table;
    }

    /**
     * One line a curve over a logarithmic axis of lengths, with a mark at the longest length of training. Earlier curves
     * are drawn broader, so that one shows behind another of the same accuracy.
     */
    public static XYChart chart(String title, String accuracy, List<LengthCurve> curves, int longestTrained) {
        XYChart chart = new XYChartBuilder().width(780)
                .height(380)
                .title(title)
                .xAxisTitle("length (logarithmic)")
                .yAxisTitle(accuracy)
                .build();
        XYStyler styler = chart.getStyler();
        styler.setYAxisMin(-0.2).setYAxisMax(1.1);
        styler.setXAxisLogarithmic(true);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setMarkerSize(6);
        for (int i = 0; i < curves.size(); i++) {
            LengthCurve curve = curves.get(i);
            double[] x = Arrays.stream(curve.lengths()).asDoubleStream().toArray();
            float width = 1.5f + 1.5f * (curves.size() - 1 - i);
            chart.addSeries(curve.name(), x, curve.accuracy()).setLineWidth(width);
        }
        chart.addSeries("longest in training", new double[] {longestTrained, longestTrained}, new double[] {0, 1})
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(SeriesLines.DASH_DASH)
                .setLineColor(Color.GRAY);
        return chart;
    }
}
