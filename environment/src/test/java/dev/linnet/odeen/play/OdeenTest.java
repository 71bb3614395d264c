package dev.linnet.odeen.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

import dev.linnet.display.MimeBundle;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.Worlds;
import dev.linnet.odeen.data.Difficulty;
import dev.linnet.odeen.data.TableBuilder;

class OdeenTest {
    private static final RuleTable MINI = Worlds.mini();
    private static final Universe UNIVERSE = Universe.mini();
    private static final int RED_BESIDE_BLUE = UNIVERSE.grammar().id("at_least 1 red touching blue");

    private static Odeen about(int rule, int shown, int queries, int proposals) {
        var odeen = new Odeen(MINI, List.of(rule), new Odeen.Config(shown, queries, proposals));
        odeen.reset(1);
        return odeen;
    }

    private static String refusal(Odeen odeen, Action action) {
        return assertThrows(RuntimeException.class, () -> odeen.step(action)).getMessage();
    }

    @Test
    void an_episode_goes_from_questions_to_a_right_proposal() {
        Odeen odeen = about(RED_BESIDE_BLUE, 0, 2, 1);
        Turn turn = odeen.step(new Action.Query("Aa.."));
        assertTrue(turn.observation().table().label(0));
        assertEquals(1, turn.observation().queriesLeft());
        assertEquals(0, turn.reward());
        assertNull(turn.verdict());
        turn = odeen.step(new Action.Query("A.a."));
        assertFalse(turn.observation().table().label(1));
        turn = odeen.step(new Action.Propose("at_least 1 blue touching red"));
        assertTrue(turn.done());
        assertEquals(1, turn.reward());
        assertEquals(1, turn.verdict().labelAccuracy());
        assertEquals("Right: at_least 1 blue touching red. The rule was: at_least 1 red touching blue. At least one red"
                + " piece has a blue piece right beside it.", turn.verdict().toString());
        assertEquals("The episode is over; begin another with reset(seed).",
                refusal(odeen, new Action.Query("....")));
    }

    @Test
    void a_wrong_proposal_is_answered_with_the_simplest_counter_example_and_the_last_with_the_rule() {
        Odeen odeen = about(RED_BESIDE_BLUE, 1, 0, 2);
        Turn turn = odeen.step(new Action.Propose("at_least 1 red"));
        assertFalse(turn.done());
        assertEquals(-1, turn.verdict().truth());
        assertEquals("...A", UNIVERSE.structure(turn.verdict().counterExample()));
        assertEquals(2, turn.observation().table().size());
        assertFalse(turn.observation().table().label(1));
        assertTrue(turn.verdict().toString().endsWith("...A is rejected."), turn.verdict().toString());
        turn = odeen.step(new Action.Propose("zero red"));
        assertTrue(turn.done());
        assertEquals(RED_BESIDE_BLUE, turn.verdict().truth());
        assertEquals(1 - MINI.distance(RED_BESIDE_BLUE, UNIVERSE.grammar().id("zero red")) / 625.0,
                turn.verdict().labelAccuracy(), 1e-12);
        assertEquals(1, turn.verdict().evidence().size());
    }

    @Test
    void what_is_against_the_rules_of_the_game_is_refused_and_costs_nothing() {
        var fresh = new Odeen(MINI, Odeen.Config.standard());
        assertEquals("No episode has begun; begin one with reset(seed).",
                refusal(fresh, new Action.Query("....")));
        assertThrows(IllegalStateException.class, fresh::observe);
        assertEquals("config",
                assertThrows(NullPointerException.class, () -> new Odeen(fresh.whole(), null)).getMessage());
        Odeen odeen = about(RED_BESIDE_BLUE, 0, 1, 1);
        assertEquals("A rule is proposed after at least one observation; query a structure first.",
                refusal(odeen, new Action.Propose("zero red")));
        assertTrue(refusal(odeen, new Action.Query("Aa")).startsWith("The structure 'Aa' has 2 cells"));
        assertEquals(1, odeen.observe().queriesLeft());
        odeen.step(new Action.Query("Aa.."));
        assertEquals("No question is left of 1; propose a rule.", refusal(odeen, new Action.Query("....")));
        assertTrue(refusal(odeen, new Action.Propose("zero rad")).contains("Did you mean 'red'?"));
        assertEquals(1, odeen.observe().proposalsLeft());
        assertEquals("proposals must be 1 or more, but is 0.",
                assertThrows(IllegalArgumentException.class, () -> new Odeen.Config(32, 0, 0)).getMessage());
        assertEquals("A game needs at least one rule to hide.",
                assertThrows(IllegalArgumentException.class,
                        () -> new Odeen(MINI, List.of(), Odeen.Config.standard())).getMessage());
    }

    @Test
    void an_episode_follows_from_its_seed() {
        var odeen = new Odeen(MINI, Odeen.Config.standard());
        var first = odeen.reset(3).table();
        var other = odeen.reset(4).table();
        assertEquals(32, first.size());
        assertEquals(first, odeen.reset(3).table());
        assertNotEquals(first, other);
    }

    @Test
    void the_ideal_player_solves_what_the_random_one_does_not() {
        var odeen = new Odeen(MINI, new Odeen.Config(0, 25, 1));
        int solved = 0;
        for (int seed = 0; seed < 15; seed++) {
            assertTrue(Player.play(odeen, new IdealPlayer(MINI), seed).solved());
            Player.Episode episode = Player.play(odeen, new RandomPlayer(UNIVERSE, seed), seed);
            solved += episode.solved() ? 1 : 0;
            assertEquals(25, episode.queries());
            assertEquals(1, episode.proposals());
        }
        assertTrue(solved < 3, solved + " solved at random");
    }

    @Test
    void a_person_proposes_or_labels_twenty_unseen_structures() {
        var game = new Game(about(RED_BESIDE_BLUE, 32, 0, 1), 5);
        assertEquals(Game.BATCH, game.batch().size());
        assertTrue(game.batch().stream().noneMatch(s -> game.observe().table().contains(UNIVERSE.id(s))));
        boolean[] right = new boolean[Game.BATCH];
        for (int i = 0; i < right.length; i++) {
            right[i] = UNIVERSE.accepts("at_least 1 red touching blue", game.batch().get(i));
        }
        assertEquals(1, game.label(right).labelAccuracy());
        boolean[] wrong = right.clone();
        wrong[0] = !wrong[0];
        assertEquals(0.95, game.label(wrong).labelAccuracy(), 1e-12);
        assertFalse(game.toMimeBundle().text().contains("Wrong"));
        assertThrows(IllegalArgumentException.class, () -> game.propose("zero"));
        assertFalse(game.propose("zero red").right());
        MimeBundle shown = game.toMimeBundle();
        assertTrue(shown.text().contains("The rule was: at_least 1 red touching blue"), shown.text());
        assertTrue(String.valueOf(shown.data().get(MimeBundle.HTML)).contains("<svg"));
    }

    @Test
    void difficulty_is_measured_by_what_it_says() {
        int rule = UNIVERSE.grammar().id("at_least 1 red touching blue");
        var difficulty = Difficulty.of(MINI, new TableBuilder(MINI), rule);
        assertEquals(5, difficulty.tokens());
        assertEquals(5, difficulty.leastTokens());
        assertEquals("relation", difficulty.family());
        assertEquals(MINI.share(rule), difficulty.share());
        assertEquals(2, difficulty.wordings());
        int[] distances = MINI.distances(MINI.row(rule));
        assertEquals(Arrays.stream(distances).filter(d -> d > 0).min().orElseThrow(), difficulty.nearestOther());
        assertEquals(new TableBuilder(MINI).greedy(rule).table().size(), difficulty.teaching());
    }
}
