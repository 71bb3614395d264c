package dev.linnet.odeen.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.Quantity;
import dev.linnet.odeen.Relation;
import dev.linnet.odeen.Rule;
import dev.linnet.odeen.RuleGrammar;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;

/**
 * Rules for training, validation and test, as ids. Every class of equivalent rules is in at most one part, with one wording, so that
 * no test rule was seen in training in other words. Drawn from a seed; the same seed gives the same split everywhere.
 *
 * @param name       how it was made
 * @param seed       the seed
 * @param train      rules for training
 * @param validation rules for validation
 * @param test       rules for the test
 */
public record Splits(String name, long seed, List<Integer> train, List<Integer> validation, List<Integer> test) {
    /** Rules in the paper's training set. */
    public static final int TRAIN = 1438;
    /** Rules in the paper's small training set. */
    public static final int TRAIN_SMALL = 500;
    /** Rules in the paper's test set. */
    public static final int TEST = 1132;

    private static final Quantity HELD_OUT = new Quantity(Quantity.Bound.EXACTLY, 2);

    public Splits {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
    }

    /**
     * The split of Odeen: {@value #TRAIN} rules, 500 and {@value #TEST}. No rule accepts everything or nothing; in validation and
     * test none says "left". The paper's own files are not to be had, so its rules are not these.
     *
     * @param whole the table over all structures
     * @throws IllegalArgumentException for a table of another world than {@link Universe#standard}
     */
    public static Splits standard(RuleTable whole, long seed) {
        requireWorld(whole, Universe.standard(), "Splits.standard");
        return of(whole, TRAIN, 500, TEST, 0, 1, seed);
    }

    /**
     * The split of Mini-Odeen: 500 rules for training, 100 for the test, the rest, all accepting from 5 to 95 percent.
     *
     * @throws IllegalArgumentException for a table of another world than {@link Universe#mini}
     */
    public static Splits mini(RuleTable whole, long seed) {
        requireWorld(whole, Universe.mini(), "Splits.mini");
        return of(whole, 500, -1, 100, 0.05, 0.95, seed);
    }

    private static void requireWorld(RuleTable whole, Universe world, String name) {
        if (!whole.universe().equals(world)) {
            throw new IllegalArgumentException(name + " is for " + world + ", but the table is of " + whole.universe()
                    + "; Splits.of takes the sizes that fit any world.");
        }
    }

    /**
     * A split of these sizes among the classes whose share of accepted structures lies in an interval. The test rules are drawn
     * first, then those for validation, then those for training; a class's wording is drawn evenly.
     *
     * @param validation rules for validation; -1 for all that are left
     * @param least      smallest share, from 0; classes that accept nothing are never taken
     * @param most       largest share, to 1; classes that accept everything are never taken
     * @throws IllegalArgumentException if there are not so many classes
     */
    public static Splits of(RuleTable whole, int train, int validation, int test, double least, double most,
            long seed) {
        if (train < 0 || test < 0 || validation < -1) {
            throw new IllegalArgumentException("The sizes of a split must not be negative, but are " + train + ", "
                    + validation + " and " + test + ".");
        }
        var draw = new Draw(whole, least, most, seed);
        IntPredicate withoutLeft = rule -> !saysLeft(draw.grammar.rule(rule));
        List<Integer> testRules = draw.take("test", test, withoutLeft);
        List<Integer> trainRules = List.of();
        if (validation < 0) {
            trainRules = draw.take("training", train, _ -> true);
        }
        List<Integer> validationRules = draw.take("validation", validation, withoutLeft);
        if (validation >= 0) {
            trainRules = draw.take("training", train, _ -> true);
        }
        return new Splits("standard", seed, trainRules, validationRules, testRules);
    }

    /**
     * A split that asks for something new: no rule for training or validation contains {@code exactly 2}, and no test rule can be
     * said without it.
     */
    public static Splits compositional(RuleTable whole, int train, int validation, int test, long seed) {
        var draw = new Draw(whole, 0, 1, seed);
        EquivalenceClasses classes = whole.classes();
        IntPredicate without = rule -> !saysExactlyTwo(draw.grammar.rule(rule));
        List<Integer> testRules = draw.take("test", test,
                rule -> !saysLeft(draw.grammar.rule(rule))
                        && Arrays.stream(classes.members(classes.classOf(rule))).noneMatch(without));
        List<Integer> validationRules = draw.take("validation", validation,
                rule -> without.test(rule) && !saysLeft(draw.grammar.rule(rule)));
        return new Splits("compositional", seed, draw.take("training", train, without), validationRules, testRules);
    }

    /** Whether a rule uses the relation that the paper leaves out of validation and test. */
    public static boolean saysLeft(Rule rule) {
        return rule instanceof Rule.Relational relational && relational.relation() == Relation.AT_THE_LEFT_OF;
    }

    /** Whether a rule contains {@code exactly 2}. */
    public static boolean saysExactlyTwo(Rule rule) {
        return switch (rule) {
            case Rule.Simple simple -> simple.quantity().equals(HELD_OUT);
            case Rule.Relational relational -> relational.quantity().equals(HELD_OUT);
            case Rule.Compound compound -> saysExactlyTwo(compound.left()) || saysExactlyTwo(compound.right());
        };
    }

    /** The first so many training rules: the "less data" runs. */
    public Splits withTrain(int count) {
        if (count < 0 || count > train.size()) {
            throw new IllegalArgumentException("There are " + train.size() + " training rules; " + count
                    + " of them cannot be taken.");
        }
        return new Splits(name, seed, train.subList(0, count), validation, test);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT,
                "Splits[%s, seed %d: %,d rules for training, %,d for validation, %,d for test]",
                name, seed, train.size(), validation.size(), test.size());
    }

    /** Classes in random order, of which each can be taken once. */
    private static final class Draw {
        private final RuleGrammar grammar;
        private final EquivalenceClasses classes;
        private final SplittableRandom random;
        private final List<Integer> left = new ArrayList<>();

        Draw(RuleTable whole, double least, double most, long seed) {
            if (!whole.isWhole()) {
                throw new IllegalArgumentException("A split is made from the table over all structures.");
            }
            grammar = whole.universe().grammar();
            classes = whole.classes();
            random = new SplittableRandom(seed);
            for (int c = 0; c < classes.count(); c++) {
                if (!classes.isConstant(c) && classes.share(c) >= least && classes.share(c) <= most) {
                    left.add(c);
                }
            }
            for (int i = left.size() - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                left.set(i, left.set(j, left.get(i)));
            }
        }

        /** One wording each of so many classes; all that have one where {@code count} is negative. */
        List<Integer> take(String part, int count, IntPredicate wording) {
            var taken = new ArrayList<Integer>();
            for (var next = left.iterator(); next.hasNext() && taken.size() != count;) {
                int[] wordings = Arrays.stream(classes.members(next.next())).filter(wording).toArray();
                if (wordings.length > 0) {
                    taken.add(wordings[random.nextInt(wordings.length)]);
                    next.remove();
                }
            }
            if (taken.size() < count) {
                throw new IllegalArgumentException("There are only " + taken.size() + " classes of rules for the "
                        + part + " part, but " + count + " were asked for.");
            }
            return taken;
        }
    }
}
