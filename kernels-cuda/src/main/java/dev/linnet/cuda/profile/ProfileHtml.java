package dev.linnet.cuda.profile;

import java.util.Locale;

import dev.linnet.cuda.ptx.meter.Work;
import dev.linnet.display.Html;

/** A profile as HTML: a table of figures, and the source with colours that lie over the front end's own, dark or light. */
final class ProfileHtml {
    private static final String NUMBER = "text-align:right;white-space:nowrap;padding:0 0.6em";
    /** Colours of what is much, and of what could be less. */
    private static final String MUCH = "255,140,0";
    private static final String WASTE = "230,40,60";
    private static final double STRONGEST = 0.6;

    private ProfileHtml() {}

    static String of(Profile p) {
        var html = new StringBuilder("<div class=\"linnet-profile\" style=\"overflow-x:auto;color:inherit\">");
        html.append("<div><b>").append(Html.escape(Figures.title(p))).append("</b></div>");
        html.append("<table style=\"color:inherit;margin:0.4em 0\"><tbody>");
        Figures.summary(p)
                .forEach(row -> html
                        .append("<tr><th scope=\"row\" style=\"text-align:left;white-space:nowrap;padding-right:1em\">")
                        .append(Html.escape(row.name()))
                        .append("</th><td style=\"text-align:left\">")
                        .append(Html.escape(row.text()))
                        .append("</td></tr>"));
        html.append("</tbody></table>");
        html.append("<table style=\"color:inherit;border-collapse:collapse\"><thead><tr>");
        head(html, "line", "");
        head(html, "share", "of the instructions that warps executed");
        head(html, "lanes", "of 32, active on average");
        head(html, "parted", "share of the branches at which lanes of a warp parted");
        head(html, "sectors", "of 32 bytes of global memory for each request, and the least possible");
        head(html, "wavefronts", "of shared memory for each request, and without bank conflicts");
        head(html, "bytes", "of global memory that threads read and wrote");
        head(html, "FLOP", "floating-point operations");
        html.append("<th scope=\"col\" style=\"text-align:left\">source</th></tr></thead><tbody>");
        int before = 0;
        long most = p.source().stream().mapToLong(line -> line.work().warpInstructions()).max().orElse(1);
        for (var line : Figures.shown(p)) {
            if (before != 0 && line.number() != before + 1) {
                html.append("<tr><td style=\"" + NUMBER + ";opacity:0.6\">&#8942;</td><td colspan=\"8\"></td></tr>");
            }
            before = line.number();
            row(html, line, p, most);
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static void head(StringBuilder html, String name, String title) {
        html.append("<th scope=\"col\" style=\"" + NUMBER + "\" title=\"")
                .append(Html.escape(title))
                .append("\">")
                .append(name)
                .append("</th>");
    }

    private static void row(StringBuilder html, Profile.Line line, Profile p, long most) {
        var work = line.work();
        var cells = ProfileText.cells(line, p);
        html.append("<tr>");
        cell(html, cells.get(0), "", 0);
        cell(html, cells.get(1), MUCH, (double) work.warpInstructions() / Math.max(1, most));
        cell(html, cells.get(2), WASTE, work.warpInstructions() == 0 ? 0 : 1 - work.activeLanes() / 32);
        cell(html, cells.get(3), WASTE, ratio(work.splits(), work.branches()));
        cell(html, of(cells.get(4), cells.get(5)), WASTE, excess(work.leastSectors(), work.globalSectors()));
        cell(html, of(cells.get(6), cells.get(7)), WASTE, excess(work.leastWavefronts(), work.wavefronts()));
        cell(html, cells.get(8), MUCH, ratio(work.sectorBytes(), p.total().sectorBytes()));
        cell(html, cells.get(9), "", 0);
        html.append("<td style=\"text-align:left;white-space:pre;font-family:monospace")
                .append(colour(MUCH, (double) work.warpInstructions() / Math.max(1, most)))
                .append("\" title=\"")
                .append(Html.escape(work.warpInstructions() == 0 ? "" : title(work)))
                .append("\">")
                .append(Html.escape(line.text()))
                .append("</td></tr>");
    }

    private static String title(Work work) {
        return Figures.grouped(work.warpInstructions()) + " instructions of warps: " + Figures.mix(work);
    }

    private static String of(String figure, String least) {
        return figure.isEmpty() || figure.equals(least) ? figure : figure + " / " + least;
    }

    private static double ratio(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }

    /** How much of it could be saved. */
    private static double excess(long least, long actual) {
        return actual == 0 ? 0 : 1 - (double) least / actual;
    }

    private static void cell(StringBuilder html, String text, String colour, double strength) {
        html.append("<td style=\"" + NUMBER)
                .append(colour(colour, strength))
                .append("\">")
                .append(Html.escape(text))
                .append("</td>");
    }

    private static String colour(String colour, double strength) {
        return strength < 0.01
                ? ""
                : String.format(Locale.ROOT, ";background:rgba(%s,%.2f)", colour, STRONGEST * Math.min(1, strength));
    }
}
