package dev.linnet.experiment;

import java.util.List;

import dev.linnet.display.Html;

/** Claims as HTML: green or red by a translucent ground that suits dark and light pages, and always in words as well. */
final class ClaimHtml {
    private static final String CELL = "<td style=\"text-align:left;vertical-align:top\">";

    private static final List<String> COLUMNS = List.of("", "claim", "expected", "measured", "paper", "source");
    // Claims shown one by one stand under each other.
    private static final List<Integer> WIDTHS = List.of(9, 38, 15, 11, 9, 18);

    private ClaimHtml() {}

    static String rows(List<CheckedClaim> claims) {
        var html = new StringBuilder(
                "<div style=\"overflow-x:auto\"><table class=\"linnet-claims\" style=\"width:100%;color:inherit\"><thead><tr>");
        for (int c = 0; c < COLUMNS.size(); c++) {
            html.append("<th scope=\"col\" style=\"text-align:left;width:")
                    .append(WIDTHS.get(c))
                    .append("%\">")
                    .append(COLUMNS.get(c))
                    .append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (CheckedClaim claim : claims) {
            row(claim, html);
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static void row(CheckedClaim claim, StringBuilder html) {
        String colour = claim.passed() ? "46,160,67" : "218,54,51";
        html.append("<tr style=\"background:rgba(")
                .append(colour)
                .append(",0.15)\"><td style=\"border-left:4px solid rgb(")
                .append(colour)
                .append(");text-align:left;vertical-align:top;white-space:nowrap;font-weight:bold\">")
                .append(claim.passed() ? "&#10003; passed" : "&#10007; failed")
                .append("</td>");
        html.append(CELL).append(Html.escape(claim.text())).append("</td>");
        html.append(CELL).append(Html.escape(claim.expected())).append("</td>");
        html.append(CELL)
                .append("<b style=\"white-space:nowrap\">")
                .append(Html.escape(claim.shown()))
                .append("</b></td>");
        html.append(CELL)
                .append(claim.claim().paper() == null ? "" : Html.escape(claim.claim().paper()))
                .append("</td>");
        html.append(CELL)
                .append(claim.claim().source() == null ? "" : Html.escape(claim.claim().source()))
                .append("</td></tr>");
    }
}
