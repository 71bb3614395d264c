package dev.linnet.rendering;

import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** Charts in the look of the paper notebooks: white, as wide as the page, without frames. */
public final class Charts {
    /** A title stands above the middle of the plot, which has a legend beside it. */
    private static final double TITLE_SHARE = 0.65;

    private Charts() {}

    /** An empty chart of lines, to which series are added. */
    public static XYChart lines(String title, String xAxis, String yAxis) {
        return chart(780, 380, title, xAxis, yAxis);
    }

    private static XYChart chart(int width, int height, String title, String xAxis, String yAxis) {
        XYChart chart = new XYChartBuilder().width(width)
                .height(height)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false); // every dash of a grid is a shape of its own in an SVG
        styler.setMarkerSize(6);
        styler.setChartTitleFont(fitting(title, styler.getChartTitleFont(), width * TITLE_SHARE));
        return chart;
    }

    /** The font, smaller if the text is wider than {@code width} in it. */
    private static Font fitting(String text, Font font, double width) {
        double taken = Fonts.width(text, font);
        return taken <= width ? font : font.deriveFont((float) Math.max(8, font.getSize2D() * width / taken));
    }

    /** The same with logarithmic axes. */
    public static XYChart logarithmic(String title, String xAxis, String yAxis) {
        XYChart chart = lines(title, xAxis, yAxis);
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        chart.getStyler().setPlotGridLinesVisible(false);
        return chart;
    }

    /** An empty chart of points, square, for a plane such as that of complex numbers. */
    public static XYChart points(String title, String xAxis, String yAxis) {
        XYChart chart = chart(680, 440, title, xAxis, yAxis);
        chart.getStyler().setMarkerSize(5);
        chart.getStyler().setDefaultSeriesRenderStyle(org.knowm.xchart.XYSeries.XYSeriesRenderStyle.Scatter);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        return chart;
    }
}
