package dev.linnet.odeen.learned;

import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.Splits;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * All that decides what the learned players of a world become: the same phenomena for all of them, their sizes and trainings.
 *
 * @param whole               the world's rules and labels, of which learners see the phenomena only
 * @param splits              rules for training, validation and test
 * @param phenomena           what is learned from
 * @param validation          what trainings are validated with; may be empty where they are not
 * @param interpreter         size of I
 * @param empiricist          size of Emp-L and Emp-C, whose encoder and rule decoder are the conjecture generator
 * @param interpreterTraining of I
 * @param labellerTraining    of Emp-L
 * @param consciousTraining   of Emp-C
 * @param ruleWeight          of the rule's loss beside the label's in Emp-C
 * @param beams               conjectures of the rationalist
 * @param seed                decides first weights
 */
public record LearningPlan(RuleTable whole, Splits splits, List<Phenomenon> phenomena, List<Phenomenon> validation,
        TransformerConfig interpreter, TransformerConfig empiricist, LearnerTraining interpreterTraining,
        LearnerTraining labellerTraining, LearnerTraining consciousTraining, double ruleWeight, int beams, long seed) {
    /** Steps of I in {@link #mini}, each of 64 rules with 4 structures to be labelled. */
    public static final int INTERPRETER_STEPS = 6000;
    /** Steps of Emp-L and of Emp-C in {@link #mini}, each of 128 tables. */
    public static final int EMPIRICIST_STEPS = 2500;

    public LearningPlan {
        phenomena = List.copyOf(phenomena);
        validation = List.copyOf(validation);
        BeamSearch.requireBeams(beams);
    }

    /**
     * Mini-Odeen on a laptop: 500 rules with all their structures, width 64, 2 + 2 layers, 50 conjectures; minutes on two cores.
     *
     * @param whole the table over all structures of {@link Universe#mini}
     * @throws IllegalArgumentException for a table of another world
     */
    public static LearningPlan mini(RuleTable whole, long seed) {
        requireWorld(whole, Universe.mini(), "LearningPlan.mini", "RuleTable.of(Universe.mini())");
        Splits splits = Splits.mini(whole, seed);
        TransformerConfig size = TransformerConfig.mini();
        LearnerTraining training = LearnerTraining.mini(EMPIRICIST_STEPS, seed);
        return new LearningPlan(whole, splits, Phenomenon.whole(whole, splits.train()), List.of(), size, size,
                LearnerTraining.mini(INTERPRETER_STEPS, seed).withSizes(64, 32, 4), training, training, 10, 50, seed);
    }

    /**
     * The paper's scale: 1438 rules, I of width 128, empiricists of width 256, 4 + 4 layers, 56,000 steps of 512 samples, 300 conjectures;
     * days on two cores.
     *
     * @param whole      the table over all structures of {@link Universe#standard}
     * @param structures of each rule: 100, 1,000 or 10,000 in the paper
     * @throws IllegalArgumentException for a table of another world
     */
    public static LearningPlan paper(RuleTable whole, int structures, long seed) {
        requireWorld(whole, Universe.standard(), "LearningPlan.paper", "RuleTable.of(Universe.standard())");
        Splits splits = Splits.standard(whole, seed);
        LearnerTraining training = LearnerTraining.paper(splits.train().size(), structures, seed);
        return new LearningPlan(whole, splits, Phenomenon.sampled(whole, splits.train(), structures, seed),
                Phenomenon.sampled(whole, splits.validation(), 1000, seed + 1), TransformerConfig.paperInterpreter(),
                TransformerConfig.paperEmpiricist(), training, training, training, 100, 300, seed);
    }

    private static void requireWorld(RuleTable whole, Universe world, String name, String table) {
        if (!whole.universe().equals(world)) {
            throw new IllegalArgumentException(name + " is for " + world + ", but the table is of " + whole.universe()
                    + "; give it " + table + ", or put a plan together with new LearningPlan(...).");
        }
    }

    /** This plan with other numbers of steps for I and for the two empiricists. */
    public LearningPlan withSteps(int interpreterSteps, int empiricistSteps) {
        return new LearningPlan(whole, splits, phenomena, validation, interpreter, empiricist,
                interpreterTraining.withSteps(interpreterSteps), labellerTraining.withSteps(empiricistSteps),
                consciousTraining.withSteps(empiricistSteps), ruleWeight, beams, seed);
    }

    /** This plan with other sizes of I and of the empiricists. */
    public LearningPlan withSizes(TransformerConfig newInterpreter, TransformerConfig newEmpiricist) {
        return new LearningPlan(whole, splits, phenomena, validation, newInterpreter, newEmpiricist,
                interpreterTraining,
                labellerTraining, consciousTraining, ruleWeight, beams, seed);
    }

    /** Trains I, Emp-C and Emp-L beside each other on so many threads, with a progress bar and, in a notebook, a chart. */
    public LearnedPlayers train(int threads) {
        Encoding encoding = Encoding.of(whole.universe());
        var learned = new Interpreter(encoding, interpreter, 3 * seed);
        var conscious = new Empiricist(Empiricist.Kind.CONSCIOUS, encoding, empiricist, ruleWeight, 3 * seed + 1);
        var labeller = new Empiricist(Empiricist.Kind.LABELS, encoding, empiricist, ruleWeight, 3 * seed + 2);
        var runs = new LinkedHashMap<String, LearnerRun>();
        runs.put("Emp-C", run(conscious, consciousTraining));
        runs.put("Emp-L", run(labeller, labellerTraining));
        runs.put("I", run(learned, interpreterTraining));
        LearnerRuns.together(runs, threads);
        return new LearnedPlayers(this, learned, conscious, labeller);
    }

    private LearnerRun run(Learner learner, LearnerTraining training) {
        return LearnerRun.of(learner, training, phenomena, validation, 1);
    }
}
