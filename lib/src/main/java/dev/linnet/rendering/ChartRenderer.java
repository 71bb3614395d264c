package dev.linnet.rendering;

import java.awt.Font;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;

import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.chartpart.IChart;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderer;

/** XChart charts: SVG, and PNG beside it for front ends and documents without SVG. */
public final class ChartRenderer implements Renderer<IChart> {
    /** A chart of very many points is lighter, and drawn faster, as a picture alone. */
    private static final int LARGEST_SVG = 2_000_000;

    @Override
    public Class<IChart> type() {
        return IChart.class;
    }

    @Override
    public MimeBundle render(IChart chart) {
        Fonts.width("x", new Font(Font.SANS_SERIF, Font.PLAIN, 12)); // says what to install where there is none
        try {
            String png = Base64.getEncoder().encodeToString(ChartEncoder.getBytes(chart, "png"));
            byte[] svg = ChartEncoder.getBytes(chart, "svg");
            var bundle = MimeBundle.of(MimeBundle.PNG, png, text(chart));
            return svg.length > LARGEST_SVG
                    ? bundle
                    : bundle.with(MimeBundle.SVG, new String(svg, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(IChart chart) {
        String title = chart.getTitle();
        String text = chart.getClass().getSimpleName() + (title == null || title.isBlank() ? "" : " '" + title + "'");
        return chart instanceof Chart<?, ?> known
                ? text + known.getSeriesCollection()
                        .stream()
                        .map(series -> series.getName())
                        .collect(Collectors.joining(", ", " of ", ""))
                : text;
    }
}
