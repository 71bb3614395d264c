package dev.linnet.bench.attention;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** One picture of the figures: time per token over the length where several were measured, else how much longer libtorch takes. */
final class AttentionChart {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 560;

    private AttentionChart() {}

    /** SVG. */
    static String svg(List<Row> rows) {
        Row first = rows.getFirst();
        List<Row> alike = rows.stream()
                .filter(row -> row.what().dim() == first.what().dim()
                        && row.what().threads() == first.what().threads())
                .toList();
        boolean lengths = alike.stream().map(row -> row.what().time()).distinct().count() > 1;
        Chart<?, ?> chart = lengths ? overLength(alike) : ratios(alike);
        Renderers.load(AttentionChart.class.getClassLoader());
        return (String) Renderers.render(chart).data().get(MimeBundle.SVG);
    }

    private static String sizes(Row row) {
        return "d = " + row.what().dim() + ", " + row.what().threads()
                + (row.what().threads() == 1 ? " thread" : " threads");
    }

    private static XYChart overLength(List<Row> rows) {
        XYChart chart = new XYChartBuilder().width(WIDTH)
                .height(HEIGHT)
                .title("Forward, " + sizes(rows.getFirst()))
                .xAxisTitle("steps of the sequence")
                .yAxisTitle("ns per token and head")
                .build();
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        series(rows, Row::forward).forEach((name, at) -> chart.addSeries(name, at.times, at.values));
        var libtorch = series(rows.stream().filter(row -> row.what().operator() == OperatorName.SOFTMAX).toList(),
                Row::libtorchForward);
        libtorch.forEach((name, at) -> chart.addSeries("libtorch: " + name, at.times, at.values));
        return chart;
    }

    private static final class Series {
        final List<Integer> times = new ArrayList<>();
        final List<Double> values = new ArrayList<>();
    }

    private static Map<String, Series> series(List<Row> rows, Function<Row, Optional<Measured>> figure) {
        var all = new LinkedHashMap<String, Series>();
        for (Row row : rows) {
            figure.apply(row).ifPresent(measured -> {
                Series series = all.computeIfAbsent(row.what().title(), _ -> new Series());
                series.times.add(row.what().time());
                series.values.add(row.perToken(measured));
            });
        }
        return all;
    }

    private static CategoryChart ratios(List<Row> rows) {
        CategoryChart chart = new CategoryChartBuilder().width(WIDTH)
                .height(HEIGHT)
                .title("Time of libtorch, ours = 1: T = " + rows.getFirst().what().time() + ", "
                        + sizes(rows.getFirst()))
                .yAxisTitle("times as long")
                .build();
        chart.getStyler().setXAxisLabelRotation(30).setLegendPosition(Styler.LegendPosition.InsideNW);
        bars(chart, "forward", rows, Row::forward, Row::libtorchForward);
        bars(chart, "forward and backward", rows, Row::both, Row::libtorchBoth);
        return chart;
    }

    private static void bars(CategoryChart chart, String name, List<Row> rows,
            Function<Row, Optional<Measured>> ours, Function<Row, Optional<Measured>> libtorch) {
        var titles = new ArrayList<String>();
        var values = new ArrayList<Double>();
        for (Row row : rows) {
            if (ours.apply(row).isPresent() && libtorch.apply(row).isPresent()) {
                titles.add(row.what().title());
                values.add(libtorch.apply(row).get().micros() / ours.apply(row).get().micros());
            }
        }
        if (!titles.isEmpty()) {
            chart.addSeries(name, titles, values);
        }
    }
}
