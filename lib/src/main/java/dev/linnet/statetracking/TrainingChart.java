package dev.linnet.statetracking;

import dev.linnet.display.Display;
import dev.linnet.display.DisplayHandle;
import dev.linnet.rendering.Charts;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of loss and accuracy that follows a training in a notebook; drawn every two seconds at most, for drawing takes time from the
 * training. Where there is no notebook nothing is drawn.
 */
final class TrainingChart {
    private static final long EVERY_NANOS = 2_000_000_000L;
    /** Points of a line. */
    private static final int POINTS = 120;

    private final String title;
    private long drawn = System.nanoTime();
    private DisplayHandle handle;

    TrainingChart(String title) {
        this.title = title;
    }

    void update(double[] losses, double[] accuracies, int steps) {
        if (System.nanoTime() - drawn >= EVERY_NANOS && Display.isShown()) {
            draw(losses, accuracies, steps);
            drawn = System.nanoTime();
        }
    }

    /** Draws the last state; an interrupt that ended the training is kept for the caller, for drawing may use it up. */
    void finish(double[] losses, double[] accuracies, int steps) {
        if (steps == 0 || !Display.isShown()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            draw(losses, accuracies, steps);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void draw(double[] losses, double[] accuracies, int steps) {
        XYChart chart = chart(title, losses, accuracies, steps);
        if (handle == null) {
            handle = Display.show(chart);
        } else {
            handle.update(chart);
        }
    }

    /** Loss on the left axis, accuracy on the right one; each point is the mean of some steps. */
    static XYChart chart(String title, double[] losses, double[] accuracies, int steps) {
        int stride = (steps + POINTS - 1) / POINTS;
        int count = (steps + stride - 1) / stride;
        var step = new double[count];
        var loss = new double[count];
        var accuracy = new double[count];
        for (int i = 0; i < count; i++) {
            int to = Math.min(steps, (i + 1) * stride);
            step[i] = to;
            for (int n = i * stride; n < to; n++) {
                loss[i] += losses[n] / (to - i * stride);
                accuracy[i] += accuracies[n] / (to - i * stride);
            }
        }
        XYChart chart = Charts.lines(title, "step", "loss, nats");
        chart.setYAxisGroupTitle(1, "accuracy");
        chart.getStyler().setYAxisGroupPosition(1, org.knowm.xchart.style.Styler.YAxisPosition.Right);
        chart.getStyler().setYAxisMin(0, 0.0);
        chart.getStyler().setYAxisMin(1, 0.0).setYAxisMax(1, 1.05);
        chart.addSeries("loss", step, loss).setMarker(SeriesMarkers.NONE);
        chart.addSeries("accuracy", step, accuracy).setMarker(SeriesMarkers.NONE).setYAxisGroup(1);
        return chart;
    }
}
