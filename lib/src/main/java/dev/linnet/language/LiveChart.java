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

    void update(Supplier<LossCurve> curve) {
        if (System.nanoTime() - drawn >= EVERY_NANOS) {
            draw(curve.get());
            drawn = System.nanoTime();
        }
    }

    void finish(LossCurve curve) {
        if (curve.losses().length > 0) {
            draw(curve);
        }
    }

    private void draw(LossCurve curve) {
        var chart = LossCurve.chart(title, List.of(curve), levels);
        if (handle == null) {
            handle = Display.show(chart);
        } else {
            handle.update(chart);
        }
    }
}
