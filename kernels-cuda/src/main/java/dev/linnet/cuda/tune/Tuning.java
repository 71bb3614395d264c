package dev.linnet.cuda.tune;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.linnet.display.Displayable;
import dev.linnet.display.Html;
import dev.linnet.display.MimeBundle;

/**
 * What a search found.
 *
 * @param machine   that ran the kernels
 * @param tried     every setting, in the order in which they were tried
 * @param runs      launches of which the time is the median
 * @param tolerance of the results, relative; 0 for the same bits
 */
public record Tuning(String machine, List<Tried> tried, int runs, double tolerance) implements Displayable {
    public Tuning {
        tried = List.copyOf(tried);
    }

    /**
     * A setting that was tried.
     *
     * @param milliseconds the median; NaN where it failed
     * @param settled      whether the machine had decided how it runs such launches; where not, later ones may be quicker
     * @param problem      why it failed; empty where it did not
     */
    public record Tried(Setting setting, double milliseconds, boolean settled, String problem) {
        static Tried ran(Setting setting, double milliseconds, boolean settled) {
            return new Tried(setting, milliseconds, settled, "");
        }

        static Tried failed(Setting setting, String problem) {
            return new Tried(setting, Double.NaN, true, problem);
        }

        /** Whether it ran and gave the right results. */
        public boolean ran() {
            return problem.isEmpty();
        }
    }

    /** The quickest setting; empty where none ran. */
    public Optional<Tried> best() {
        return tried.stream().filter(Tried::ran).min(Comparator.comparingDouble(Tried::milliseconds));
    }

    /** The quickest first, those that failed last. */
    public List<Tried> sorted() {
        return tried.stream()
                .sorted(Comparator.comparing((Tried one) -> !one.ran()).thenComparingDouble(Tried::milliseconds))
                .toList();
    }

    private String title() {
        return tried.size() + (tried.size() == 1 ? " setting" : " settings") + " on " + machine + ", median of " + runs
                + (runs == 1 ? " launch" : " launches") + "; " + (tolerance == 0
                        ? "results have the bits of the first setting's"
                        : String.format(Locale.ROOT, "results are within %.0e of the first setting's", tolerance));
    }

    private List<String> heads() {
        var heads = new ArrayList<>(tried.getFirst().setting().defines().keySet());
        if (tried.getFirst().setting().block() > 0) {
            heads.add("block");
        }
        heads.add("ms");
        heads.add("");
        return heads;
    }

    private List<String> cells(Tried one) {
        var cells = new ArrayList<>(one.setting().defines().values());
        if (one.setting().block() > 0) {
            cells.add(Integer.toString(one.setting().block()));
        }
        cells.add(one.ran() ? String.format(Locale.ROOT, "%.3f", one.milliseconds()) : "");
        double least = best().map(Tried::milliseconds).orElse(Double.NaN);
        cells.add(!one.ran()
                ? one.problem()
                : (one.equals(best().orElseThrow())
                        ? "best"
                        : String.format(Locale.ROOT, "%.2f times as long", one.milliseconds() / least))
                        + (one.settled() ? "" : ", still warming up"));
        return cells;
    }

    /** A table. */
    @Override
    public String toString() {
        var rows = new ArrayList<List<String>>();
        rows.add(heads());
        sorted().forEach(one -> rows.add(cells(one)));
        var text = new StringBuilder(title());
        for (var row : rows) {
            var line = new StringBuilder();
            for (int k = 0; k < row.size(); k++) {
                int column = k;
                int width = rows.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
                line.append("  ");
                line.append(k == row.size() - 1 ? row.get(k) : " ".repeat(width - row.get(k).length()) + row.get(k));
            }
            text.append('\n').append(line.toString().stripTrailing());
        }
        return text.toString();
    }

    @Override
    public MimeBundle toMimeBundle() {
        var html = new StringBuilder("<div class=\"linnet-tuning\" style=\"overflow-x:auto;color:inherit\"><div>")
                .append(Html.escape(title()))
                .append("</div><table style=\"color:inherit;border-collapse:collapse\"><thead><tr>");
        heads().forEach(head -> html.append("<th scope=\"col\" style=\"text-align:right;padding:0 0.6em\">")
                .append(Html.escape(head))
                .append("</th>"));
        html.append("</tr></thead><tbody>");
        for (var one : sorted()) {
            boolean winner = one.ran() && one.equals(best().orElseThrow());
            html.append(winner
                    ? "<tr style=\"font-weight:bold;background:rgba(60,170,90,0.3)\">"
                    : one.ran() ? "<tr>" : "<tr style=\"opacity:0.75\">");
            var cells = cells(one);
            for (int k = 0; k < cells.size(); k++) {
                html.append("<td style=\"padding:0 0.6em;text-align:")
                        .append(k == cells.size() - 1 ? "left" : "right")
                        .append("\">")
                        .append(Html.escape(cells.get(k)))
                        .append("</td>");
            }
            html.append("</tr>");
        }
        return MimeBundle.of(MimeBundle.HTML, html.append("</tbody></table></div>").toString(), toString());
    }
}
