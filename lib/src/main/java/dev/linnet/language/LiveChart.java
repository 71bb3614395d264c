package dev.linnet.language;

import dev.linnet.display.Display;
import dev.linnet.display.DisplayHandle;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A chart of the loss that follows a training; drawn every two seconds at most, for drawing takes time from the training. */
final class LiveChart {
    private static final long EVERY_NANOS = 2_000_000_000L;

    private final String title;
    private final Map<String, Double> levels;
    private long drawn = System.nanoTime();
    private DisplayHandle handle;

    LiveChart(String title, Map<String, Double> levels) {
        this.title = title;
        this.levels = levels;
    }

    void update(Supplier<List<LossCurve>> curves) {
        if (System.nanoTime() - drawn >= EVERY_NANOS) {
            draw(curves.get());
            drawn = System.nanoTime();
        }
    }

    /** Draws the last state; an interrupt that ended the training is kept for the caller, for drawing may use it up. */
    void finish(List<LossCurve> curves) {
        boolean interrupted = Thread.interrupted();
        try {
            if (curves.stream().anyMatch(curve -> curve.losses().length > 0)) {
                draw(curves);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void draw(List<LossCurve> curves) {
        var chart = LossCurve.chart(title, curves, levels);
        if (handle == null) {
            handle = Display.show(chart);
        } else {
            handle.update(chart);
        }
    }
}
