package dev.linnet.odeen.play;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.linnet.odeen.Piece;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.data.TableBuilder;

/**
 * The environment: a hidden rule, a table of observations, questions about structures, and proposals that are scored. A wrong
 * proposal is answered with a counter-example, which joins the observations; with the last one the rule is revealed.
 *
 * <pre>{@code
 * var odeen = new Odeen(RuleTable.of(Universe.standard()), Odeen.Config.standard());
 * Observation seen = odeen.reset(7);
 * Turn turn = odeen.step(new Action.Query("Aa...."));
 * turn = odeen.step(new Action.Propose("at_least 1 red touching blue"));
 * }</pre>
 */
public final class Odeen {
    /**
     * How the game goes.
     *
     * @param shown     observations at the beginning, random structures; 0 or more
     * @param queries   questions that may be asked, 0 or more
     * @param proposals proposals that may be made, 1 or more
     */
    public record Config(int shown, int queries, int proposals) {
        public Config {
            require("shown", shown, 0);
            require("queries", queries, 0);
            require("proposals", proposals, 1);
        }

        private static void require(String name, int value, int least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, but is " + value + ".");
            }
        }

        /** The paper's table of 32, no questions, one proposal. */
        public static Config standard() {
            return new Config(32, 0, 1);
        }

        /** Four observations, twenty questions, three proposals: as people play it. */
        public static Config interactive() {
            return new Config(4, 20, 3);
        }
    }

    private final RuleTable whole;
    private final Universe universe;
    private final List<Integer> rules;
    private final Config config;
    private final TableBuilder builder;
    private int truth = -1;
    private LabelledTable table;
    private int queriesLeft;
    private int proposalsLeft;
    private boolean done;

    /** A game about any rule that is neither always true nor always false. */
    public Odeen(RuleTable whole, Config config) {
        this(whole, usable(whole), config);
    }

    /**
     * A game about these rules.
     *
     * @param whole the table over all structures
     * @param rules ids, one or more
     */
    public Odeen(RuleTable whole, List<Integer> rules, Config config) {
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("A game needs at least one rule to hide.");
        }
        this.builder = new TableBuilder(whole);
        this.whole = whole;
        this.universe = whole.universe();
        this.rules = List.copyOf(rules);
        this.config = Objects.requireNonNull(config, "config");
    }

    private static List<Integer> usable(RuleTable whole) {
        var classes = whole.classes();
        return IntStream.range(0, whole.ruleCount())
                .filter(rule -> !classes.isConstant(classes.classOf(rule)))
                .boxed()
                .toList();
    }

    /** Begins an episode: hides a rule and shows the first observations, both drawn from the seed. */
    public Observation reset(long seed) {
        var random = new SplittableRandom(seed);
        truth = rules.get(random.nextInt(rules.size()));
        table = builder.random(truth, config.shown(), random);
        queriesLeft = config.queries();
        proposalsLeft = config.proposals();
        done = false;
        return observe();
    }

    /** What the player knows now. */
    public Observation observe() {
        requireBegun();
        return new Observation(table, queriesLeft, proposalsLeft, done);
    }

    /**
     * Does what the player wants.
     *
     * @throws IllegalStateException    before {@link #reset}, after the end, for a question when none is left, and for a proposal
     *                                  before any observation
     * @throws IllegalArgumentException for a structure or a rule that is none; it costs nothing
     */
    public Turn step(Action action) {
        requireBegun();
        if (done) {
            throw new IllegalStateException("The episode is over; begin another with reset(seed).");
        }
        return switch (action) {
            case Action.Query(String structure) -> query(universe.id(structure));
            case Action.Propose(String rule) -> propose(rule);
        };
    }

    private void requireBegun() {
        if (truth < 0) {
            throw new IllegalStateException("No episode has begun; begin one with reset(seed).");
        }
    }

    private Turn query(int structure) {
        if (queriesLeft == 0) {
            throw new IllegalStateException("No question is left of " + config.queries() + "; propose a rule.");
        }
        queriesLeft--;
        table = table.with(structure, whole.label(truth, structure));
        return new Turn(observe(), 0, false, null);
    }

    private Turn propose(String text) {
        if (table.isEmpty()) {
            throw new IllegalStateException(
                    "A rule is proposed after at least one observation; query a structure first.");
        }
        int proposed = universe.grammar().id(text);
        proposalsLeft--;
        boolean right = whole.classes().equivalent(proposed, truth);
        int counter = right ? -1 : counterExample(proposed);
        boolean label = counter >= 0 && whole.label(truth, counter);
        if (counter >= 0) {
            table = table.with(counter, label);
        }
        done = right || proposalsLeft == 0;
        double accuracy = 1 - (double) whole.distance(proposed, truth) / whole.columns();
        var verdict = new Verdict(universe, proposed, right, accuracy, counter, label, done ? truth : -1);
        return new Turn(observe(), right ? 1 : 0, done, verdict);
    }

    /** The structure with the fewest pieces that the two label differently, of equals the one with the smallest id. */
    private int counterExample(int proposed) {
        int best = -1;
        int least = Integer.MAX_VALUE;
        for (int structure = 0; structure < whole.columns(); structure++) {
            if (whole.label(proposed, structure) != whole.label(truth, structure)) {
                int pieces = 0;
                for (Piece piece : universe.pieces(structure)) {
                    pieces += piece == Piece.EMPTY ? 0 : 1;
                }
                if (pieces < least) {
                    least = pieces;
                    best = structure;
                }
            }
        }
        return best;
    }

    /** The hidden rule's id, for scores. */
    int truth() {
        return truth;
    }

    public Universe universe() {
        return universe;
    }

    /** The table over all structures that labels are taken from. */
    public RuleTable whole() {
        return whole;
    }
}
