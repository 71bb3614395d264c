package dev.linnet.verbal;

import java.util.List;
import java.util.Locale;

import dev.linnet.display.Html;
import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.TaskKind;

/** A run as a table: a row a step, and under it what opens: the reasons, the batch, every prompt and reply. */
final class RunTable {
    private static final int MOST_STEPS = 100;
    private static final String CELL = "<td style=\"text-align:left;vertical-align:top\">";
    private static final String REPLY = "<td style=\"text-align:left;vertical-align:top;white-space:pre-wrap\">";
    private static final List<Integer> WIDTHS = List.of(6, 12, 16, 12, 54);
    // Front ends take the mark of what opens away; as an item of a list it has one.
    private static final String SUMMARY = "<summary style=\"cursor:pointer;display:list-item\">";
    private static final String PRE = "<pre style=\"white-space:pre-wrap;text-align:left;margin:4px 0 8px 16px\">";

    private final RunRecord run;
    private final boolean curve;
    private final boolean ranged;

    RunTable(RunRecord run) {
        this.run = run;
        curve = run.header().kind() == TaskKind.REGRESSION;
        ranged = run.evaluations().stream().anyMatch(e -> !Double.isNaN(e.outside()));
    }

    String text() {
        var text = new StringBuilder(caption());
        for (StepRecord step : run.steps()) {
            text.append("\n%4d  %s %-9s  %s".formatted(step.step() + 1, curve ? "loss" : "wrong", loss(step),
                    step.failed() ? "failed: " + step.failure() : learned(step.after())));
        }
        run.finalEvaluation().ifPresent(e -> text.append("\nat the end: ").append(words(e)));
        return text.toString();
    }

    /** A description without the first one, where it begins with it. */
    private String learned(String description) {
        String first = run.header().description();
        return description.startsWith(first) ? description.substring(first.length()).strip() : description;
    }

    private String caption() {
        RunHeader header = run.header();
        return "%s by %s: %d steps, %d calls%s".formatted(header.task(), header.model(), run.steps().size(),
                run.calls().size() + run.unfinishedCalls().size(),
                run.failedSteps() == 0 ? "" : ", " + run.failedSteps() + " steps failed");
    }

    String html() {
        var html = new StringBuilder("<div style=\"overflow-x:auto\"><div style=\"opacity:0.75\">");
        html.append(Html.escape(caption())).append("</div>");
        html.append("<details>")
                .append(SUMMARY)
                .append("the first description</summary>")
                .append(PRE)
                .append(Html.escape(run.header().description()))
                .append("</pre></details>");
        html.append("<table class=\"linnet-run\" style=\"width:100%;color:inherit\"><thead><tr>");
        List<String> names = List.of("step", curve ? "batch MSE before" : "batch wrong before",
                curve ? ranged ? "test MSE inside / outside before" : "test MSE before" : "test accuracy before",
                "model",
                "what changed in the description");
        for (int i = 0; i < names.size(); i++) {
            head(names.get(i), WIDTHS.get(i), html);
        }
        html.append("</tr></thead><tbody>");
        List<StepRecord> steps = run.steps();
        for (StepRecord step : steps.subList(0, Math.min(MOST_STEPS, steps.size()))) {
            row(step, html);
        }
        html.append("</tbody></table>");
        if (steps.size() > MOST_STEPS) {
            html.append("<div style=\"opacity:0.75\">and ")
                    .append(steps.size() - MOST_STEPS)
                    .append(" steps more, in steps()</div>");
        }
        run.finalEvaluation()
                .ifPresent(e -> html.append("<div>At the end: ").append(Html.escape(words(e))).append("</div>"));
        return html.append("</div>").toString();
    }

    private static void head(String name, int width, StringBuilder html) {
        html.append("<th scope=\"col\" style=\"text-align:left;width:")
                .append(width)
                .append("%\">")
                .append(Html.escape(name))
                .append("</th>");
    }

    private void row(StepRecord step, StringBuilder html) {
        html.append("<tr>");
        for (String cell : List.of(Integer.toString(step.step() + 1), loss(step),
                step.evaluation().map(this::numbers).orElse(""), Description.parse(step.after()).family())) {
            html.append(CELL).append(Html.escape(cell)).append("</td>");
        }
        html.append(CELL);
        if (step.failed()) {
            html.append("<b>failed:</b> ").append(Html.escape(step.failure()));
        } else if (step.before().equals(step.after())) {
            html.append("nothing");
        } else {
            diff(TextDiff.words(learned(step.before()), learned(step.after())), html);
        }
        html.append("</td></tr><tr><td colspan=\"5\" style=\"text-align:left\"><details>")
                .append(SUMMARY)
                .append("reasons, prompts and replies of step ")
                .append(step.step() + 1)
                .append("</summary>");
        details(step, html);
        html.append("</details></td></tr>");
    }

    private static void diff(List<TextDiff.Piece> pieces, StringBuilder html) {
        for (TextDiff.Piece piece : pieces) {
            String text = Html.escape(piece.text());
            html.append(switch (piece.change()) {
                case KEPT -> "<span style=\"opacity:0.7\">" + text + "</span>";
                case REMOVED -> "<del style=\"background:rgba(218,54,51,0.2)\">" + text + "</del>";
                case ADDED -> "<ins style=\"background:rgba(46,160,67,0.2);text-decoration:none\">" + text + "</ins>";
            });
        }
    }

    private void details(StepRecord step, StringBuilder html) {
        if (!step.reasoning().isEmpty()) {
            html.append("<div><b>Reasons.</b> ").append(Html.escape(step.reasoning())).append("</div>");
        }
        List<Call> calls = run.calls().stream().filter(call -> call.step() == step.step()).toList();
        List<Call> learner = calls.stream()
                .filter(call -> call.role() == Call.Role.LEARNER)
                .sorted(java.util.Comparator.comparingInt(Call::index).thenComparingInt(Call::number))
                .toList();
        html.append("<table style=\"width:100%;color:inherit\"><thead><tr>");
        head("input -> target", 30, html);
        head("the learner's reply", 70, html);
        html.append("</tr></thead><tbody>");
        for (Call call : learner) {
            html.append("<tr>")
                    .append(CELL)
                    .append(Html.escape(run.header().training().get(step.batch().get(call.index()))));
            html.append("</td>").append(REPLY).append(Html.escape(call.reply()));
            if (!call.accepted()) {
                html.append(" <b>").append(Html.escape(call.defect())).append("</b>");
            }
            html.append("</td></tr>");
        }
        html.append("</tbody></table>");
        if (!learner.isEmpty()) {
            opens("the learner's prompt for the first input", learner.getFirst().prompt().getLast().text(), html);
        }
        for (Call call : calls) {
            if (call.role() == Call.Role.OPTIMIZER) {
                opens("the optimizer's prompt" + (call.number() > 1 ? ", try " + call.number() : ""),
                        call.prompt().getLast().text(), html);
                opens("the optimizer's reply" + (call.accepted() ? "" : ", which could not be used: " + call.defect()),
                        call.reply(), html);
            }
        }
        long evaluated = calls.stream().filter(call -> call.role() == Call.Role.EVALUATION).count();
        if (evaluated > 0) {
            html.append("<div style=\"opacity:0.75\">Besides, ")
                    .append(evaluated)
                    .append(" calls evaluated the description on the test set; calls() has them.</div>");
        }
    }

    private static void opens(String title, String text, StringBuilder html) {
        html.append("<details>")
                .append(SUMMARY)
                .append(Html.escape(title))
                .append("</summary>")
                .append(PRE)
                .append(Html.escape(text))
                .append("</pre></details>");
    }

    private String loss(StepRecord step) {
        return Double.isNaN(step.loss()) ? "" : curve ? number(step.loss()) : percent(step.loss());
    }

    private String numbers(Assessment e) {
        if (!curve) {
            return percent(e.accuracy());
        }
        return ranged ? number(e.inside()) + " / " + number(e.outside()) : number(e.all());
    }

    private String words(Assessment e) {
        if (!curve) {
            return "accuracy on the test set " + percent(e.accuracy());
        }
        return ranged
                ? "test MSE " + number(e.inside()) + " inside the training range, " + number(e.outside()) + " outside"
                : "test MSE " + number(e.all());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 0.01 ? "%.5f" : "%.3f", value);
    }
}
