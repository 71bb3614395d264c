package dev.linnet.odeen.play;

import java.util.Locale;

import dev.linnet.display.Displayable;
import dev.linnet.display.Html;
import dev.linnet.display.MimeBundle;
import dev.linnet.odeen.Rule;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.picture.English;
import dev.linnet.odeen.picture.Pictures;

/**
 * What is said about a proposal.
 *
 * @param universe       where
 * @param proposed       the proposal's id
 * @param right          whether it means the same as the rule
 * @param labelAccuracy  share of all structures that it labels as the rule does
 * @param counterExample the id of a structure that it labels otherwise, the simplest one; -1 where there is none
 * @param label          the rule's label of that structure
 * @param truth          the rule's id; -1 while the player may propose again
 */
public record Verdict(Universe universe, int proposed, boolean right, double labelAccuracy, int counterExample,
        boolean label, int truth) implements Displayable {
    @Override
    public String toString() {
        var text = new StringBuilder(right ? "Right: " : "Wrong: ").append(universe.grammar().text(proposed));
        if (!right) {
            text.append(String.format(Locale.ROOT, " labels %.1f percent of all structures rightly, but ",
                    100 * labelAccuracy))
                    .append(universe.structure(counterExample))
                    .append(" is ")
                    .append(label ? "accepted" : "rejected");
        }
        if (truth >= 0 && truth != proposed) {
            Rule rule = universe.grammar().rule(truth);
            text.append(". The rule was: ").append(rule.text()).append(". ").append(English.of(rule));
        } else {
            text.append('.');
        }
        return text.toString();
    }

    @Override
    public MimeBundle toMimeBundle() {
        String html = "<p>" + Html.escape(toString()) + "</p>" + (counterExample < 0
                ? ""
                : Pictures.table(universe, new int[] {counterExample}, new boolean[] {label}));
        return MimeBundle.of(MimeBundle.HTML, html, toString());
    }

    /** The counter-example as a table of one, or an empty one. */
    public LabelledTable evidence() {
        LabelledTable none = LabelledTable.empty(universe);
        return counterExample < 0 ? none : none.with(counterExample, label);
    }
}
