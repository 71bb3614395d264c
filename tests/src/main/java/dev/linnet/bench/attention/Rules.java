package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.DecaySchedule;
import dev.linnet.attention.EigenvalueRange;
import java.util.List;
import java.util.stream.Stream;

/** The rules with a state that are measured. */
public final class Rules {
    private Rules() {}

    /** For so many heads. */
    public static List<AttentionRule> all(int heads) {
        return List.of(AttentionRule.Linear.plain(), AttentionRule.Linear.normalised(),
                new AttentionRule.Retention(DecaySchedule.ALIBI.logDecay(heads, 0, 1)), new AttentionRule.ScalarGated(),
                new AttentionRule.Gla(), new AttentionRule.DeltaNet(EigenvalueRange.SIGNED),
                new AttentionRule.GatedDeltaNet(EigenvalueRange.SIGNED),
                new AttentionRule.DeltaProduct(2, false, EigenvalueRange.SIGNED),
                new AttentionRule.DeltaProduct(3, true, EigenvalueRange.SIGNED));
    }

    /**
     * The rule of this title, one of these or of {@link AttentionRule#family}.
     *
     * @throws IllegalArgumentException naming the titles that there are
     */
    public static AttentionRule of(String title, int heads) {
        List<AttentionRule> known = Stream.concat(AttentionRule.family(heads).stream(), all(heads).stream())
                .distinct()
                .toList();
        return known.stream()
                .filter(rule -> rule.title().equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no rule \"" + title
                        + "\" to measure; there are " + known.stream().map(AttentionRule::title).toList() + "."));
    }
}
