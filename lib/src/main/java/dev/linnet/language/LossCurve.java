package dev.linnet.language;

import dev.linnet.rendering.Charts;
import java.awt.Color;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The losses of a training.
 *
 * @param name   of the model
 * @param losses nats a byte, one a step
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record LossCurve(String name, double[] losses) {
    /** Points of a line in a chart. */
    private static final int POINTS = 120;

    /**
     * One line a curve, each point the mean of some steps, and a dashed line for each level.
     *
     * @param levels losses to compare with, by name
     */
    public static XYChart chart(String title, List<LossCurve> curves, Map<String, Double> levels) {
        XYChart chart = Charts.lines(title, "step", "loss, nats a byte");
        double last = 1;
        for (LossCurve curve : curves) {
            if (curve.losses.length > 0) {
                double[][] points = curve.points();
                last = Math.max(last, curve.losses.length);
                chart.addSeries(curve.name, points[0], points[1]).setMarker(SeriesMarkers.NONE);
            }
        }
        for (var level : levels.entrySet()) {
            chart.addSeries(level.getKey(), new double[] {1, last}, new double[] {level.getValue(), level.getValue()})
                    .setMarker(SeriesMarkers.NONE)
                    .setLineWidth(1f)
                    .setLineStyle(SeriesLines.DASH_DASH)
                    .setLineColor(Color.GRAY);
        }
        return chart;
    }

    /** The mean loss of the last {@code steps} steps, or of all if there are fewer. */
    public double recent(int steps) {
        int count = Math.min(steps, losses.length);
        double sum = 0;
        for (int i = losses.length - count; i < losses.length; i++) {
            sum += losses[i];
        }
        return sum / count;
    }

    private double[][] points() {
        int stride = (losses.length + POINTS - 1) / POINTS;
        int count = (losses.length + stride - 1) / stride;
        var points = new double[2][count];
        for (int i = 0; i < count; i++) {
            int to = Math.min(losses.length, (i + 1) * stride);
            double sum = 0;
            for (int step = i * stride; step < to; step++) {
                sum += losses[step];
            }
            points[0][i] = to;
            points[1][i] = sum / (to - i * stride);
        }
        return points;
    }
}
