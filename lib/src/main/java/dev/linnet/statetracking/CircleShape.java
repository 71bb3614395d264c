package dev.linnet.statetracking;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import org.knowm.xchart.XYChart;

/**
 * How large a curve of one colour comes out in pixels where a chart is painted: the chart's library alone knows what place legend and labels
 * leave to the plot.
 *
 * @param width  of all its pixels, at least 1
 * @param height of all its pixels, at least 1
 */
record CircleShape(double width, double height) {
    /** The colour of the curve while it is measured; no series has it otherwise. */
    static final Color COLOUR = Color.MAGENTA;

    static CircleShape of(XYChart chart) {
        var image = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            chart.paint(graphics, image.getWidth(), image.getHeight());
        } finally {
            graphics.dispose();
        }
        int left = image.getWidth();
        int right = 0;
        int top = image.getHeight();
        int bottom = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                var colour = new Color(image.getRGB(x, y));
                if (colour.getRed() > 200 && colour.getBlue() > 200 && colour.getGreen() < 150) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        return new CircleShape(Math.max(1, right - left), Math.max(1, bottom - top));
    }
}
