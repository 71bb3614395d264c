package dev.linnet.odeen.learned;

import dev.linnet.display.Display;
import dev.linnet.display.DisplayHandle;
import dev.linnet.rendering.Charts;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A chart of the losses of several trainings that follows them in a notebook; drawn every two seconds at most, for drawing takes time from
 * the trainings. Where there is no notebook nothing is drawn.
 */
final class LearnerChart {
    private static final long EVERY_NANOS = 2_000_000_000L;
    /** Points of a line. */
    private static final int POINTS = 100;

    private final Map<String, LearnerRun> runs;
    private long drawn = System.nanoTime();
    private DisplayHandle handle;

    LearnerChart(Map<String, LearnerRun> runs) {
        this.runs = runs;
    }

    void update() {
        if (System.nanoTime() - drawn >= EVERY_NANOS && Display.isShown()) {
            draw();
            drawn = System.nanoTime();
        }
    }

    /** Draws the last state; an interrupt that ended the trainings is kept for the caller, for drawing may use it up. */
    void finish() {
        if (!Display.isShown()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            draw();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void draw() {
        if (runs.values().stream().allMatch(run -> run.steps() == 0)) {
            return;
        }
        XYChart chart = chart(runs);
        if (handle == null) {
            handle = Display.show(chart);
        } else {
            handle.update(chart);
        }
    }

    /** A line for each loss that there is, its points the means of some steps, over the share of the steps. */
    static XYChart chart(Map<String, LearnerRun> runs) {
        XYChart chart = Charts.lines("What the learners still get wrong", "share of the steps", "cross entropy, nats");
        chart.getStyler().setYAxisMin(0.0).setXAxisMin(0.0).setXAxisMax(1.0);
        runs.forEach((name, run) -> {
            int all = run.training().optimizer().steps();
            if (run.learner().labelWeight() > 0) {
                add(chart, name + ", labels", run.labelLosses(), all);
            }
            if (run.learner().ruleWeight() > 0) {
                add(chart, name + ", words of the rule", run.ruleLosses(), all);
            }
        });
        return chart;
    }

    private static void add(XYChart chart, String name, double[] losses, int all) {
        if (losses.length == 0) {
            return;
        }
        int stride = (losses.length + POINTS - 1) / POINTS;
        int count = (losses.length + stride - 1) / stride;
        var x = new double[count];
        var y = new double[count];
        for (int i = 0; i < count; i++) {
            int to = Math.min(losses.length, (i + 1) * stride);
            x[i] = (double) to / all;
            for (int n = i * stride; n < to; n++) {
                y[i] += losses[n] / (to - i * stride);
            }
        }
        chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
    }
}
