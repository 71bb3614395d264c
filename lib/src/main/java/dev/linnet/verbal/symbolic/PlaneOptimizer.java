package dev.linnet.verbal.symbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.Evidence;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.Prior;

/**
 * Finds rules for points of a plane: the majority, a straight line, a circle. What the description was learned from counts as a 7 x 7 grid that
 * its own rule labels, the less the more of the batch it got wrong. A circle is tried where the description speaks of one, and where its
 * present rule fails on more than a quarter of the batch.
 */
final class PlaneOptimizer {
    private static final int SIDE = 7;

    private record Scored(ModelSentence.Rule rule, double score) {}

    private final Description current;
    private final Batch batch;
    private final int decimals;
    private final Slips slips;
    private final List<RuleFit.Labelled> examples;

    PlaneOptimizer(Description current, Batch batch, int decimals, Slips slips) {
        this.current = current;
        this.batch = batch;
        this.decimals = decimals;
        this.slips = slips;
        examples = RuleFit.of(batch);
    }

    OptimizerReply.Improved improved() {
        double wrong = batch.hasOutputs() ? batch.errorRate() : 1;
        ModelSentence.Rule old = current.model().orElse(null) instanceof ModelSentence.Rule rule ? rule : null;
        Evidence.OfRule evidence = old != null && current.evidence().orElse(null) instanceof Evidence.OfRule e
                && e.ranges().size() == 2 ? e : null;
        String seen = batch.hasOutputs()
                ? "Of this batch of " + batch.size() + " points " + Math.round(wrong * 100) + " percent are wrong. "
                : "I see " + batch.size() + " points and no outputs of the model. ";
        if (old != null && wrong == 0) {
            return new OptimizerReply.Improved(seen + "I keep the rule.", old, new Evidence.OfRule(
                    batch.size() + (evidence == null ? 0 : evidence.examples()), box(evidence),
                    RuleFit.percent(old, examples, evidence == null ? 0 : evidence.percent(),
                            evidence == null ? 0 : evidence.examples())));
        }
        double trust = evidence == null ? 0 : RuleFit.trust(wrong);
        double remembered = evidence == null ? 0 : Math.min(evidence.examples(), 100) * trust;
        var all = new ArrayList<>(examples);
        if (remembered > 0) {
            all.addAll(remembered(old, evidence, remembered / (SIDE * SIDE)));
        }
        boolean failed = old != null && !(old instanceof ModelSentence.Circle) && wrong > 0.25;
        boolean round = current.priors().contains(Prior.CIRCLE) || old instanceof ModelSentence.Circle
                || (failed && !current.priors().contains(Prior.STRAIGHT));
        ModelSentence.Rule best = best(all, round);
        return new OptimizerReply.Improved(reasons(seen, best, old, round), best, new Evidence.OfRule(
                batch.size() + (trust > 0 ? evidence.examples() : 0),
                box(trust > 0 ? evidence : null),
                RuleFit.percent(best, examples, evidence == null ? 0 : evidence.percent(), remembered)));
    }

    private static String reasons(String seen, ModelSentence.Rule best, ModelSentence.Rule old, boolean round) {
        return seen
                + (old == null
                        ? "The description states no rule yet. "
                        : "So the " + old.family() + " needs a change. ")
                + (round ? "I tried a circle too. " : "")
                + "The best of what I tried for its simplicity is a " + best.family() + ".";
    }

    private ModelSentence.Rule best(List<RuleFit.Labelled> all, boolean round) {
        ModelSentence.Rule majority = RuleFit.majority(all);
        if (all.stream().map(RuleFit.Labelled::label).distinct().count() < 2) {
            return majority;
        }
        double penalty = current.priors().contains(Prior.CIRCLE) ? 0.15 : 0.6;
        var best = new Scored(majority, RuleFit.errors(majority, all));
        best = better(best, line(all), 0.3, all);
        return better(best, round ? circle(all) : Optional.empty(), penalty, all).rule();
    }

    private static Scored better(Scored best, Optional<ModelSentence.Rule> rule, double penalty,
            List<RuleFit.Labelled> all) {
        return rule.map(r -> new Scored(r, RuleFit.errors(r, all) + penalty))
                .filter(scored -> scored.score() < best.score())
                .orElse(best);
    }

    private Optional<ModelSentence.Rule> line(List<RuleFit.Labelled> all) {
        return logistic(all, p -> p[0], p -> p[1], _ -> 1).flatMap(c -> {
            double size = Math.max(Math.abs(c[0]), Math.abs(c[1]));
            if (size < 1e-9) {
                return Optional.empty();
            }
            return Optional.of(new ModelSentence.Straight(1, written(c[0] / size), written(c[1] / size),
                    written(c[2] / size), 0));
        });
    }

    private Optional<ModelSentence.Rule> circle(List<RuleFit.Labelled> all) {
        return logistic(all, p -> p[0] * p[0] + p[1] * p[1], p -> p[0], p -> p[1], _ -> 1).flatMap(c -> {
            double x1 = -c[1] / (2 * c[0]);
            double x2 = -c[2] / (2 * c[0]);
            double square = x1 * x1 + x2 * x2 - c[3] / c[0];
            if (!(square > 0 && square < 1e4)) {
                return Optional.empty();
            }
            int inside = c[0] < 0 ? 1 : 0;
            return Optional.of(new ModelSentence.Circle(inside, written(x1), written(x2), written(Math.sqrt(square)),
                    1 - inside));
        });
    }

    @SafeVarargs
    private static Optional<double[]> logistic(List<RuleFit.Labelled> all, ToDoubleFunction<double[]>... features) {
        double[][] rows = new double[all.size()][features.length];
        int[] labels = new int[all.size()];
        double[] weights = new double[all.size()];
        for (int i = 0; i < all.size(); i++) {
            double[] point = point(all.get(i).input());
            for (int j = 0; j < features.length; j++) {
                rows[i][j] = features[j].applyAsDouble(point);
            }
            labels[i] = all.get(i).label();
            weights[i] = all.get(i).weight();
        }
        return LogisticRidge.fit(rows, labels, weights);
    }

    private double written(double parameter) {
        return slips.parameter(parameter, decimals);
    }

    private static List<RuleFit.Labelled> remembered(ModelSentence.Rule rule, Evidence.OfRule evidence, double weight) {
        Evidence.Range across = evidence.ranges().get(0);
        Evidence.Range up = evidence.ranges().get(1);
        var grid = new ArrayList<RuleFit.Labelled>();
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                InputRow point = InputRow.Numbers.of(across.low() + (across.high() - across.low()) * i / (SIDE - 1),
                        up.low() + (up.high() - up.low()) * j / (SIDE - 1));
                rule.answer(point).ifPresent(a -> grid.add(new RuleFit.Labelled(point, (int) a.value(), weight)));
            }
        }
        return grid;
    }

    /** The box of the batch, and of what the evidence names. */
    private List<Evidence.Range> box(Evidence.OfRule evidence) {
        var box = new ArrayList<Evidence.Range>();
        for (int axis = 0; axis < 2; axis++) {
            int index = axis;
            double low = examples.stream().mapToDouble(e -> point(e.input())[index]).min().orElseThrow();
            double high = examples.stream().mapToDouble(e -> point(e.input())[index]).max().orElseThrow();
            if (evidence != null) {
                low = Math.min(low, evidence.ranges().get(axis).low());
                high = Math.max(high, evidence.ranges().get(axis).high());
            }
            box.add(new Evidence.Range("x" + (axis + 1), low, high));
        }
        return box;
    }

    private static double[] point(InputRow input) {
        if (input instanceof InputRow.Numbers numbers && numbers.values().size() == 2) {
            return new double[] {numbers.values().get(0), numbers.values().get(1)};
        }
        throw new UnreadableException("the input " + input.print() + " is no point of a plane");
    }
}
