package dev.linnet.rendering;

import dev.linnet.display.Displayable;
import dev.linnet.display.Html;
import dev.linnet.display.MimeBundle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * Matrices as pictures, side by side on one scale of colours: blue below zero, white at zero, red above, grey where a number is
 * not finite.
 *
 * @param title  above the pictures
 * @param panels the matrices, each with a label below
 * @param limit  the magnitude of the full colours; larger numbers look like it
 */
public record HeatMap(String title, List<Panel> panels, double limit) implements Displayable {
    private static final int WIDTH = 780;
    private static final int GAP = 14;
    private static final int TITLE = 30;
    private static final int LABEL = 20;
    private static final int SCALE = 26;
    private static final double SMALLEST_CELL = 2.5;
    private static final int LARGEST_CELL = 22;
    private static final int SHADES = 48;
    private static final String WHITE = "#ffffff";
    private static final String FONT = "font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\"";

    public HeatMap {
        panels = List.copyOf(panels);
        if (panels.isEmpty()) {
            throw new IllegalArgumentException("A heat map shows at least one matrix.");
        }
        if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("limit is " + limit + "; it must be a number above 0.");
        }
    }

    /**
     * One matrix.
     *
     * @param label  below the picture
     * @param values rows from the top, columns from the left; all rows of one length
     */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    public record Panel(String label, double[][] values) {
        public Panel {
            if (values.length == 0 || values[0].length == 0) {
                throw new IllegalArgumentException("The matrix '" + label + "' is empty.");
            }
            for (double[] row : values) {
                if (row.length != values[0].length) {
                    throw new IllegalArgumentException("The matrix '" + label + "' has rows of " + values[0].length
                            + " and of " + row.length + " numbers.");
                }
            }
        }

        private double largest() {
            return Arrays.stream(values)
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::abs)
                    .filter(Double::isFinite)
                    .max()
                    .orElse(0);
        }
    }

    /** Full colours at the largest magnitude of all matrices. */
    public static HeatMap of(String title, List<Panel> panels) {
        double largest = panels.stream().mapToDouble(Panel::largest).max().orElse(0);
        return new HeatMap(title, panels, largest > 0 ? largest : 1);
    }

    /** This heat map with full colours at another magnitude. */
    public HeatMap withLimit(double newLimit) {
        return new HeatMap(title, panels, newLimit);
    }

    @Override
    public MimeBundle toMimeBundle() {
        List<String> labels = panels.stream().map(Panel::label).toList();
        return MimeBundle.of(MimeBundle.SVG, svg(), "heat map '" + title + "' of " + String.join(", ", labels));
    }

    /** The side of a cell: as many panels in a row as their cells and labels allow, rows equally long. */
    private double cell() {
        int columns = panels.stream().mapToInt(panel -> panel.values()[0].length).max().orElseThrow();
        double narrowest = Math.max(columns * SMALLEST_CELL,
                panels.stream().mapToDouble(panel -> labelWidth(panel.label())).max().orElseThrow());
        int fit = Math.clamp((long) ((WIDTH + GAP) / (narrowest + GAP)), 1, panels.size());
        int rows = (panels.size() + fit - 1) / fit;
        int inRow = (panels.size() + rows - 1) / rows;
        double cell = Math.min(LARGEST_CELL, (WIDTH + GAP - (double) inRow * GAP) / inRow / columns);
        return Math.floor(cell * 10) / 10;
    }

    private static double labelWidth(String label) {
        return 6.6 * label.length();
    }

    private String svg() {
        double cell = cell();
        var body = new StringBuilder();
        double x = 0;
        double y = TITLE;
        double rowHeight = 0;
        double right = 0;
        for (Panel panel : panels) {
            // a label needs its room as well
            double width = Math.max(panel.values()[0].length * cell, labelWidth(panel.label()));
            double height = panel.values().length * cell + LABEL;
            if (x > 0 && x + width > WIDTH + 1) {
                x = 0;
                y += rowHeight + GAP;
                rowHeight = 0;
            }
            panel(panel, x, y, cell, body);
            rowHeight = Math.max(rowHeight, height);
            right = Math.max(right, x + width);
            x += width + GAP;
        }
        double bottom = y + rowHeight + GAP;
        scale(bottom, body);
        int pageWidth = (int) Math.ceil(Math.max(right, 320)) + 2 * GAP;
        int pageHeight = (int) Math.ceil(bottom + SCALE + GAP);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"%d 0 %d %d\">".formatted(
                pageWidth, pageHeight, -GAP, pageWidth, pageHeight)
                + "<rect x=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fff\"/>".formatted(-GAP, pageWidth, pageHeight)
                + "<text x=\"0\" y=\"18\" font-family=\"sans-serif\" font-size=\"14\" font-weight=\"bold\" fill=\"#222\">"
                + Html.escape(title) + "</text>" + body + "</svg>";
    }

    /** One path for each colour, in cells: far shorter than a rectangle for each number. White is the ground. */
    private void panel(Panel panel, double x, double y, double cell, StringBuilder body) {
        double[][] values = panel.values();
        var paths = new LinkedHashMap<String, StringBuilder>();
        for (int row = 0; row < values.length; row++) {
            for (int column = 0; column < values[row].length; column++) {
                String colour = colour(values[row][column]);
                int from = column;
                while (column + 1 < values[row].length && colour(values[row][column + 1]).equals(colour)) {
                    column++;
                }
                if (!colour.equals(WHITE)) {
                    int length = column + 1 - from;
                    paths.computeIfAbsent(colour, _ -> new StringBuilder())
                            .append("M%d %dh%dv1h-%dz".formatted(from, row, length, length));
                }
            }
        }
        body.append("<g shape-rendering=\"crispEdges\" transform=\"translate(%s %s) scale(%s)\">".formatted(round(x),
                round(y), round(cell)));
        paths.forEach((colour, path) -> body.append("<path fill=\"%s\" d=\"%s\"/>".formatted(colour, path)));
        body.append("</g><rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"none\" stroke=\"#bbb\"/>".formatted(
                round(x), round(y), round(values[0].length * cell), round(values.length * cell)));
        body.append("<text x=\"%s\" y=\"%s\" %s>%s</text>".formatted(round(x), round(y + values.length * cell + 15),
                FONT, Html.escape(panel.label())));
    }

    private void scale(double y, StringBuilder body) {
        int steps = 41;
        var colours = new ArrayList<String>();
        for (int i = 0; i < steps; i++) {
            colours.add(colour(limit * (2.0 * i / (steps - 1) - 1)));
        }
        for (int i = 0; i < steps; i++) {
            body.append("<rect x=\"%d\" y=\"%s\" width=\"4\" height=\"8\" fill=\"%s\"/>".formatted(60 + 4 * i, round(y),
                    colours.get(i)));
        }
        body.append("<text x=\"0\" y=\"%s\" %s>%s</text><text x=\"232\" y=\"%s\" %s>%s</text>".formatted(round(y + 9),
                FONT, ShortNumber.of(-limit), round(y + 9), FONT, ShortNumber.of(limit)));
    }

    /** Blue, white, red; the square root lets small numbers be seen. */
    private String colour(double value) {
        if (!Double.isFinite(value)) {
            return "#999";
        }
        double share = Math.rint(SHADES * Math.sqrt(Math.min(1, Math.abs(value) / limit))) / SHADES;
        int fade = (int) Math.round(255 - 215 * share);
        int weak = (int) Math.round(255 - 170 * share);
        return value < 0
                ? "#%02x%02x%02x".formatted(fade, weak, 255 - (int) Math.round(60 * share))
                : "#%02x%02x%02x".formatted(255 - (int) Math.round(50 * share), weak - (int) Math.round(60 * share),
                        fade);
    }

    private static String round(double number) {
        String text = String.format(Locale.ROOT, "%.2f", number);
        return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
    }
}
