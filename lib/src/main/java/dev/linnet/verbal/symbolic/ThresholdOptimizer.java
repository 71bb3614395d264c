package dev.linnet.verbal.symbolic;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.Evidence;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.Numerals;

/**
 * Finds the one attribute and threshold that tell two classes apart. What the description was learned from counts as 25 values of its attribute
 * that its own rule labels; a rule about another attribute knows nothing of them and pays for a quarter of their weight.
 */
final class ThresholdOptimizer {
    private static final int POINTS = 25;

    private final Batch batch;
    private final int decimals;
    private final Slips slips;
    private final List<RuleFit.Labelled> examples;
    private final ModelSentence.Rule old;
    private final Evidence.OfRule evidence;

    ThresholdOptimizer(Description current, Batch batch, int decimals, Slips slips) {
        this.batch = batch;
        this.decimals = decimals;
        this.slips = slips;
        examples = RuleFit.of(batch);
        old = current.model().orElse(null) instanceof ModelSentence.Rule rule ? rule : null;
        evidence = old instanceof ModelSentence.Threshold threshold
                && current.evidence().orElse(null) instanceof Evidence.OfRule e && e.ranges().size() == 1
                && e.ranges().getFirst().name().equals(threshold.attribute()) ? e : null;
    }

    OptimizerReply.Improved improved() {
        double wrong = batch.hasOutputs() ? batch.errorRate() : 1;
        String seen = batch.hasOutputs()
                ? "Of this batch of " + batch.size() + " examples " + Math.round(wrong * 100) + " percent are wrong. "
                : "I see " + batch.size() + " examples and no outputs of the model. ";
        double trust = evidence == null ? 0 : RuleFit.trust(wrong);
        if (old != null && wrong == 0) {
            return new OptimizerReply.Improved(seen + "I keep the rule.", old, learned(old, 1));
        }
        var all = new ArrayList<>(examples);
        all.addAll(remembered(evidence == null ? 0 : Math.min(evidence.examples(), 100) * trust / POINTS));
        ModelSentence.Rule best = RuleFit.majority(all);
        double least = RuleFit.errors(best, all);
        for (String attribute : attributes()) {
            for (int then = 1; then >= 0; then--) {
                ModelSentence.Rule rule = best(attribute, then, all);
                double errors = RuleFit.errors(rule, all);
                if (errors < least - 1e-9) {
                    best = rule;
                    least = errors;
                }
            }
        }
        if (best instanceof ModelSentence.Threshold rule) {
            best = new ModelSentence.Threshold(rule.then(), rule.attribute(),
                    slips.parameter(rule.threshold(), decimals), rule.otherwise());
        }
        String reasoning = seen + (old == null ? "The description states no rule yet. " : "")
                + "I looked at every attribute for the value that parts the classes best"
                + (best instanceof ModelSentence.Threshold rule
                        ? " and found the " + rule.attribute() + "."
                        : ", and none does.");
        return new OptimizerReply.Improved(reasoning, best, learned(best, trust));
    }

    private List<String> attributes() {
        return List.copyOf(values(examples.getFirst().input()).keySet());
    }

    private static SequencedMap<String, Double> values(InputRow input) {
        return ((InputRow.Attributes) input).values();
    }

    /** The rule of the fewest errors about an attribute; of several thresholds that do equally well the one in the middle. */
    private ModelSentence.Rule best(String attribute, int then, List<RuleFit.Labelled> all) {
        double least = Double.POSITIVE_INFINITY;
        var equal = new ArrayList<ModelSentence.Rule>(List.of(new ModelSentence.Majority(then)));
        for (double threshold : thresholds(attribute, all)) {
            var rule = new ModelSentence.Threshold(then, attribute, threshold, 1 - then);
            double errors = RuleFit.errors(rule, all);
            if (errors < least - 1e-9) {
                least = errors;
                equal.clear();
            }
            if (errors < least + 1e-9) {
                equal.add(rule);
            }
        }
        return equal.get(equal.size() / 2);
    }

    /** The middles between neighbouring values. */
    private List<Double> thresholds(String attribute, List<RuleFit.Labelled> all) {
        var sorted = new TreeSet<Double>();
        for (RuleFit.Labelled example : all) {
            Double value = values(example.input()).get(attribute);
            if (value != null) {
                sorted.add(value);
            }
        }
        var middles = new ArrayList<Double>();
        Double before = null;
        for (double value : sorted) {
            if (before != null) {
                middles.add(Numerals.round((before + value) / 2, decimals));
            }
            before = value;
        }
        return middles;
    }

    private List<RuleFit.Labelled> remembered(double weight) {
        var points = new ArrayList<RuleFit.Labelled>();
        if (weight > 0) {
            Evidence.Range range = evidence.ranges().getFirst();
            for (int i = 0; i < POINTS; i++) {
                var value = new java.util.LinkedHashMap<String, Double>();
                value.put(range.name(), range.low() + (range.high() - range.low()) * i / (POINTS - 1));
                var input = new InputRow.Attributes(value);
                old.answer(input).ifPresent(a -> points.add(new RuleFit.Labelled(input, (int) a.value(), weight)));
            }
        }
        return points;
    }

    private Evidence learned(ModelSentence.Rule rule, double trust) {
        boolean same = evidence != null && rule instanceof ModelSentence.Threshold threshold
                && evidence.ranges().getFirst().name().equals(threshold.attribute());
        double remembered = same ? evidence.examples() * trust : 0;
        var ranges = new ArrayList<Evidence.Range>();
        if (rule instanceof ModelSentence.Threshold threshold) {
            double[] sorted = examples.stream()
                    .mapToDouble(e -> values(e.input()).getOrDefault(threshold.attribute(), threshold.threshold()))
                    .sorted()
                    .toArray();
            double low = sorted[0];
            double high = sorted[sorted.length - 1];
            if (same && trust > 0) {
                low = Math.min(low, evidence.ranges().getFirst().low());
                high = Math.max(high, evidence.ranges().getFirst().high());
            }
            ranges.add(new Evidence.Range(threshold.attribute(), low, high));
        }
        return new Evidence.OfRule(batch.size() + (int) Math.round(remembered), ranges,
                RuleFit.percent(rule, examples, evidence == null ? 0 : evidence.percent(), remembered));
    }
}
