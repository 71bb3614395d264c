package dev.linnet.odeen.picture;

import java.util.Locale;

import dev.linnet.display.Html;
import dev.linnet.display.Svg;
import dev.linnet.odeen.Feature;
import dev.linnet.odeen.Piece;
import dev.linnet.odeen.Universe;

/** Structures as drawings: pyramids are triangles that point up or down, blocks are squares, red and blue are what they are. */
public final class Pictures {
    private static final int CELL = 22;
    private static final String RED = "#d1383d";
    private static final String BLUE = "#2f6fd0";

    private Pictures() {}

    /** A structure; refuses what {@link Universe#id} refuses. */
    public static Svg structure(Universe universe, String structure) {
        return new Svg(svg(universe.pieces(structure), structure));
    }

    /** The structure of an id. */
    public static Svg structure(Universe universe, int id) {
        return structure(universe, universe.structure(id));
    }

    /**
     * Labelled structures as HTML: the accepted ones, then the others, each in its order.
     *
     * @param structures ids
     */
    public static String table(Universe universe, int[] structures, boolean[] labels) {
        return "<div>" + group(universe, structures, labels, true, "accepted", "#2e7d32")
                + group(universe, structures, labels, false, "rejected", "#9e9e9e") + "</div>";
    }

    private static String group(Universe universe, int[] structures, boolean[] labels, boolean wanted, String title,
            String border) {
        var html = new StringBuilder();
        int count = 0;
        for (int i = 0; i < structures.length; i++) {
            if (labels[i] == wanted) {
                html.append("<span style=\"display:inline-block;margin:2px;border:2px solid ")
                        .append(border)
                        .append(";line-height:0\">")
                        .append(svg(universe.pieces(structures[i]), universe.structure(structures[i])))
                        .append("</span>");
                count++;
            }
        }
        return "<div><b>" + title + "</b> (" + count + ")</div><div style=\"max-width:60em\">" + html + "</div>";
    }

    private static String svg(Piece[] cells, String name) {
        var svg = new StringBuilder();
        int width = cells.length * CELL;
        svg.append(String.format(Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">",
                width, CELL, width, CELL));
        svg.append("<title>").append(Html.escape(name)).append("</title>");
        svg.append(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", width, CELL));
        for (int i = 0; i < cells.length; i++) {
            svg.append(cell(cells[i], i * CELL));
        }
        return svg.append("</svg>").toString();
    }

    private static String cell(Piece piece, int x) {
        String frame = String.format(Locale.ROOT,
                "<rect x=\"%d.5\" y=\".5\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#ddd\"/>", x, CELL - 1,
                CELL - 1);
        if (piece == Piece.EMPTY) {
            return frame;
        }
        String colour = piece.has(Feature.RED) ? RED : BLUE;
        int left = x + 4;
        int right = x + CELL - 4;
        int middle = x + CELL / 2;
        int low = CELL - 4;
        if (piece.has(Feature.BLOCK)) {
            return frame + String.format(Locale.ROOT,
                    "<rect x=\"%d\" y=\"4\" width=\"%d\" height=\"%d\" fill=\"%s\"/>", left, CELL - 8, CELL - 8,
                    colour);
        }
        boolean up = piece.has(Feature.POINTING_UP);
        return frame + String.format(Locale.ROOT, "<polygon points=\"%d,%d %d,%d %d,%d\" fill=\"%s\"/>", left,
                up ? low : 4, right, up ? low : 4, middle, up ? 4 : low, colour);
    }
}
