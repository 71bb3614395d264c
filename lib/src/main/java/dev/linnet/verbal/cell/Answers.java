package dev.linnet.verbal.cell;

import dev.linnet.display.Displayable;
import dev.linnet.display.Html;
import dev.linnet.display.MimeBundle;
import dev.linnet.verbal.Prediction;
import dev.linnet.verbal.grammar.Numerals;
import java.util.List;

/**
 * What a description answered.
 *
 * @param model       who answered
 * @param predictions input, output and explanation, in the order of the inputs; their targets mean nothing
 */
public record Answers(String model, List<Prediction> predictions) implements Displayable {
    private static final String CELL = "<td style=\"text-align:left;vertical-align:top\">";

    public Answers {
        predictions = List.copyOf(predictions);
    }

    /** The outputs. */
    public List<Double> outputs() {
        return predictions.stream().map(Prediction::output).toList();
    }

    @Override
    public MimeBundle toMimeBundle() {
        var text = new StringBuilder("answered by " + model);
        var html = new StringBuilder("<div style=\"opacity:0.75\">answered by " + Html.escape(model)
                + "</div><table style=\"color:inherit\"><thead><tr>");
        for (String name : List.of("input", "output", "explanation")) {
            html.append("<th scope=\"col\" style=\"text-align:left\">").append(name).append("</th>");
        }
        html.append("</tr></thead><tbody>");
        for (Prediction prediction : predictions) {
            String output = Numerals.print(prediction.output());
            text.append(
                    "\n%s -> %s  %s".formatted(prediction.example().input().print(), output, prediction.explanation()));
            html.append("<tr>");
            for (String cell : List.of(prediction.example().input().print(), output, prediction.explanation())) {
                html.append(CELL).append(Html.escape(cell)).append("</td>");
            }
            html.append("</tr>");
        }
        return MimeBundle.of(MimeBundle.HTML, html.append("</tbody></table>").toString(), text.toString());
    }
}
