package dev.linnet.odeen.learned;

import dev.linnet.attention.chunk.Team;
import dev.linnet.odeen.EquivalenceClasses;
import dev.linnet.odeen.RuleGrammar;
import dev.linnet.odeen.RuleTable;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;
import dev.linnet.odeen.data.TableBuilder;
import dev.linnet.odeen.play.SymbolicSolver;
import dev.linnet.odeen.score.Metrics;
import dev.linnet.odeen.score.RuleScore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Rules to be found out, each with a table of observations, and scores of what players make of them.
 *
 * @param metrics for the structures that players label
 * @param classes over all structures, which say what rules mean the same
 * @param rules   their ids
 * @param tables  what is observed of each rule, in their order
 * @param threads that examine rules at once
 */
public record Exam(Metrics metrics, EquivalenceClasses classes, List<Integer> rules, List<LabelledTable> tables,
        int threads) {
    /** The random class that the solver chooses. */
    private static final long SOLVER = 0x5eedL;

    public Exam {
        rules = List.copyOf(rules);
        tables = List.copyOf(tables);
        if (rules.isEmpty() || rules.size() != tables.size()) {
            throw new IllegalArgumentException(
                    "There are %d rules and %d tables; an exam needs as many of both, at least one."
                            .formatted(rules.size(), tables.size()));
        }
        Universe universe = metrics.sample().universe();
        universe.requireSame(classes.universe(), "What the rules mean");
        tables.forEach(table -> universe.requireSame(table.universe(), "A table of observations"));
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
        }
    }

    /**
     * All structures are labelled; a rule's table has random ones, drawn with replacement. Table i depends on the seed and i only, and a
     * shorter table is the beginning of a longer one.
     */
    public static Exam random(RuleTable whole, List<Integer> rules, int tableSize, long seed, int threads) {
        var builder = new TableBuilder(whole);
        List<LabelledTable> tables = IntStream.range(0, rules.size())
                .mapToObj(i -> builder.random(rules.get(i), tableSize, stream(seed, i)))
                .toList();
        return new Exam(Metrics.onAll(whole), whole.classes(), rules, tables, threads);
    }

    /**
     * A sample of the structures is labelled; a rule's table is made to tell much, as the paper's seem to be: pairs of the focus model, the
     * minimizer's structures, and random ones.
     *
     * @param structures to be labelled, different ones; 1,176 in the paper
     */
    public static Exam informative(RuleTable whole, List<Integer> rules, int tableSize, int structures, long seed,
            int threads) {
        var builder = new TableBuilder(whole);
        List<LabelledTable> tables = IntStream.range(0, rules.size())
                .mapToObj(i -> builder.informative(rules.get(i), 5, tableSize, stream(seed, i)))
                .toList();
        int[] sample = whole.universe().sample(structures, stream(seed, -1));
        return new Exam(Metrics.on(whole, sample), whole.classes(), rules, tables, threads);
    }

    private static SplittableRandom stream(long seed, int i) {
        return new SplittableRandom(new SplittableRandom(seed ^ 0x7ab1e5L).nextLong() + 0x9e3779b97f4a7c15L * i);
    }

    /** This exam with the first {@code tableSize} observations of each table only. */
    public Exam withTableSize(int tableSize) {
        return new Exam(metrics, classes, rules, tables.stream().map(table -> table.first(tableSize)).toList(),
                threads);
    }

    private int[] structures() {
        return IntStream.range(0, metrics.sample().columns()).map(metrics.sample()::structure).toArray();
    }

    private <T> List<T> each(IntFunction<T> answer) {
        var answers = new Object[rules.size()];
        Team.run(threads, answers.length, (i, _) -> {
            Team.stopIfInterrupted();
            answers[i] = answer.apply(i);
        });
        @SuppressWarnings("unchecked") // filled by answer alone
        List<T> list = (List<T>) List.of(answers);
        return list;
    }

    /** The interpreter alone: it is given the true rule and labels the structures. */
    public List<RuleScore> interpreter(Interpreter interpreter) {
        interpreter.encoding().requireWorld(metrics.sample().universe(), "The exam");
        var judge = new LearnedInterpreter(interpreter);
        RuleVocabulary vocabulary = interpreter.encoding().vocabulary();
        int[] structures = structures();
        return each(i -> {
            String text = metrics.sample().universe().grammar().text(rules.get(i));
            var given = new Conjecture(text, vocabulary.encode(text), 0);
            return metrics.score(rules.get(i), text, judge.labels(List.of(given), structures)[0]);
        });
    }

    /** An empiricist that labels; one that writes rules, too, explains by the first of so many beams. */
    public List<RuleScore> empiricist(Empiricist empiricist, int beams) {
        int[] structures = structures();
        boolean writes = empiricist.kind() == Empiricist.Kind.CONSCIOUS;
        return each(i -> {
            LabelledTable table = tables.get(i);
            String text = writes ? empiricist.conjectures(table, beams).getFirst().text() : null;
            return metrics.score(rules.get(i), text, empiricist.labels(table, structures));
        });
    }

    /** What a rationalist conjectures about each rule. */
    public List<Criticism> criticisms(CriticalRationalist rationalist) {
        return each(i -> rationalist.criticise(tables.get(i)));
    }

    /** A rationalist that chooses among the first {@code count} of these conjectures. */
    public List<RuleScore> rationalist(CriticalRationalist rationalist, List<Criticism> criticisms, int count) {
        int[] structures = structures();
        return each(i -> {
            Explanation explanation = criticisms.get(i).nearest(count);
            return metrics.score(rules.get(i), explanation.conjecture().text(),
                    rationalist.predict(explanation, structures));
        });
    }

    /** A rationalist that answers only where one of the first {@code count} conjectures agrees with the whole table; nothing elsewhere. */
    public List<Optional<RuleScore>> strict(CriticalRationalist rationalist, List<Criticism> criticisms, int count) {
        int[] structures = structures();
        return each(i -> criticisms.get(i)
                .consistent(count)
                .map(explanation -> metrics.score(rules.get(i), explanation.conjecture().text(),
                        rationalist.predict(explanation, structures))));
    }

    /** The share of rules whose explanation, of the first {@code count} conjectures, means the true rule; labels are not predicted. */
    public double ruleAccuracy(List<Criticism> criticisms, int count) {
        return IntStream.range(0, rules.size())
                .filter(i -> means(criticisms.get(i).nearest(count).conjecture(), rules.get(i)))
                .count() / (double) rules.size();
    }

    /** The place of the first conjecture that means the true rule, 0 for the most probable; -1 where there is none. */
    public int[] ranks(List<Criticism> criticisms) {
        return IntStream.range(0, rules.size()).map(i -> {
            List<Conjecture> conjectures = criticisms.get(i).conjectures();
            return IntStream.range(0, conjectures.size())
                    .filter(rank -> means(conjectures.get(rank), rules.get(i)))
                    .findFirst()
                    .orElse(-1);
        }).toArray();
    }

    /** The share of rules for which one of the first {@code count} conjectures means the true rule. */
    public double found(List<Criticism> criticisms, int count) {
        return Arrays.stream(ranks(criticisms)).filter(rank -> rank >= 0 && rank < count).count()
                / (double) rules.size();
    }

    private boolean means(Conjecture conjecture, int rule) {
        RuleGrammar grammar = metrics.sample().universe().grammar();
        return grammar.isRule(conjecture.text())
                && classes.equivalent(grammar.id(conjecture.text()), rule);
    }

    /** The ideal observer, which takes a random one of the classes that agree with the table: the ceiling. */
    public List<RuleScore> ceiling(SymbolicSolver solver) {
        return each(i -> metrics.score(rules.get(i), solver.explain(tables.get(i), stream(SOLVER, i)).rule()));
    }
}
