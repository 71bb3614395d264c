package dev.linnet.probe.activations;

import dev.linnet.nn.Site;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a linear probe reads at each place of a model, at one length.
 *
 * @param name     of the model, or of what was asked
 * @param length   the length
 * @param readings one a place, in the order of the computation
 */
public record DepthCurve(String name, int length, List<Reading> readings) {
    public DepthCurve {
        readings = List.copyOf(readings);
    }

    /** The accuracy at a place. */
    public double at(Site site) {
        return readings.stream()
                .filter(reading -> reading.site().equals(site))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No reading at " + site + "; there is one at "
                        + String.join(", ", readings.stream().map(reading -> reading.site().title()).toList()) + "."))
                .at(length);
    }

    /** This curve under another name. */
    public DepthCurve named(String other) {
        return new DepthCurve(other, length, readings);
    }

    private List<String> places() {
        return readings.stream().map(reading -> reading.site().title()).toList();
    }

    private List<Double> accuracies() {
        return readings.stream().map(reading -> reading.at(length)).toList();
    }

    /** One row a place, one column a curve; the curves must be of models with the same places. */
    public static Table table(String title, List<DepthCurve> curves) {
        Table table = Table.create(title, StringColumn.create("place", requireSamePlaces(curves)));
        for (DepthCurve curve : curves) {
            table.addColumns(Reading.column(curve.name, curve.accuracies()));
        }
        return table;
    }

    /** One line a curve over the places. */
    public static CategoryChart chart(String title, List<DepthCurve> curves) {
        List<String> places = requireSamePlaces(curves);
        CategoryChart chart = new CategoryChartBuilder().width(780)
                .height(380)
                .title(title)
                .xAxisTitle("place, in the order of the computation")
                .yAxisTitle("accuracy of the probe")
                .build();
        CategoryStyler styler = chart.getStyler();
        styler.setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
        styler.setYAxisMin(0.0).setYAxisMax(1.05);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setMarkerSize(7);
        styler.setOverlapped(true); // else each curve is beside the places, as bars are
        styler.setXAxisMaxLabelCount(places.size());
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        for (DepthCurve curve : curves) {
            chart.addSeries(curve.name, places, curve.accuracies());
        }
        return chart;
    }

    private static List<String> requireSamePlaces(List<DepthCurve> curves) {
        List<String> places = curves.getFirst().places();
        for (DepthCurve curve : curves) {
            if (!curve.places().equals(places)) {
                throw new IllegalArgumentException(
                        "%s has the places %s and %s has %s; a chart takes curves of the same places."
                                .formatted(curves.getFirst().name, places, curve.name, curve.places()));
            }
        }
        return places;
    }
}
