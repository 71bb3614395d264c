package dev.linnet.odeen.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.Worlds;

class MetricsTest {
    private static final RuleTable MINI = Worlds.mini();
    private static final Universe UNIVERSE = Universe.mini();

    private static boolean[] labels(RuleTable sample, int rule) {
        boolean[] labels = new boolean[sample.columns()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = sample.label(rule, i);
        }
        return labels;
    }

    @Test
    void right_labels_are_nearest_to_one_meaning_iff_the_sample_tells_it_from_all_others() {
        var metrics = Metrics.on(MINI, UNIVERSE.sample(60, new SplittableRandom(2)));
        int ambiguous = 0;
        for (int rule = 0; rule < 1400; rule++) {
            RuleScore score = metrics.score(rule, labels(metrics.sample(), rule));
            int[] alike = metrics.sample().classes().members(metrics.sample().classes().classOf(rule));
            boolean separated = true;
            for (int other : alike) {
                separated &= MINI.classes().equivalent(rule, other);
            }
            assertEquals(separated, score.nearestRule());
            assertTrue(score.nearestAmbiguous());
            assertEquals(1, score.labelAccuracy());
            assertEquals(1, score.f1());
            assertEquals(0, score.hamming());
            assertEquals(0, score.distance());
            ambiguous += separated ? 0 : 1;
        }
        assertTrue(ambiguous > 50, "60 structures do not tell everything: " + ambiguous);
        var all = Metrics.onAll(MINI);
        for (int rule = 0; rule < 1400; rule += 11) {
            assertTrue(all.score(rule, rule).nearestRule());
        }
    }

    @Test
    void labels_are_counted_as_they_are() {
        var metrics = Metrics.on(MINI, UNIVERSE.id("A..."), UNIVERSE.id("a..."), UNIVERSE.id("AA.."),
                UNIVERSE.id("...."));
        RuleScore score = metrics.score(UNIVERSE.grammar().id("at_least 1 red"), true, true, false, false);
        assertEquals(0.5, score.labelAccuracy());
        assertEquals(2, score.hamming());
        assertEquals(0.5, score.f1());
        assertEquals(0.5, score.majority());
        assertEquals("no explanation", score.explanation());
    }

    @Test
    void an_explanation_counts_by_what_it_means() {
        var metrics = Metrics.onAll(MINI);
        int rule = UNIVERSE.grammar().id("at_least 1 red touching blue");
        boolean[] labels = labels(MINI, rule);
        assertTrue(metrics.score(rule, "at_least 1 red touching blue", labels).rightRule());
        int same = MINI.classes().members(MINI.classes().alwaysFalse())[3];
        int never = MINI.classes().members(MINI.classes().alwaysFalse())[0];
        assertTrue(metrics.score(never, UNIVERSE.grammar().text(same), labels(MINI, never)).rightRule());
        assertFalse(metrics.score(rule, "at_least 1 red touching red", labels).rightRule());
        RuleScore odd = metrics.score(rule, "at_least 1 touching blue", labels);
        assertFalse(odd.rightRule());
        assertFalse(odd.wellFormed());
        assertTrue(odd.nearestRule());
        assertEquals("at_least 1 touching blue (not a rule)", odd.explanation());
    }

    @Test
    void means_are_means() {
        var metrics = Metrics.onAll(MINI);
        ScoreSummary summary = ScoreSummary.of(List.of(metrics.score(100, 100), metrics.score(100, 900)));
        assertEquals(2, summary.rules());
        assertEquals(0.5, summary.ruleAccuracy());
        assertEquals(1 - MINI.distance(100, 900) / 1250.0, summary.labelAccuracy(), 1e-12);
        assertEquals(1, summary.wellFormed());
        assertTrue(summary.toString().startsWith("2 rules: NRS 0.500"), summary.toString());
    }

    @Test
    void what_has_no_score_is_refused() {
        assertEquals("Scores are undefined without a structure to label; take 1 or more.",
                assertThrows(IllegalArgumentException.class, () -> Metrics.on(MINI)).getMessage());
        assertEquals("There are 625 structures to label, but got 2 labels.",
                assertThrows(IllegalArgumentException.class,
                        () -> Metrics.onAll(MINI).score(1, true, false)).getMessage());
        assertEquals("The mean of no score is undefined; score 1 rule or more.",
                assertThrows(IllegalArgumentException.class, () -> ScoreSummary.of(List.of())).getMessage());
    }
}
