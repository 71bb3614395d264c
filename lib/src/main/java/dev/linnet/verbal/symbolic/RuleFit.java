package dev.linnet.verbal.symbolic;

import java.util.List;

import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;

/** Examples of two classes, some of them remembered only, and how rules do on them. */
final class RuleFit {
    private static final double UNREADABLE = 0.25;

    private RuleFit() {}

    /** An example that counts {@code weight} times. */
    record Labelled(InputRow input, int label, double weight) {}

    /** The weight of the examples that a rule answers wrongly; those that it cannot read count a quarter. */
    static double errors(ModelSentence.Rule rule, List<Labelled> examples) {
        double errors = 0;
        for (Labelled example : examples) {
            double wrong = rule.answer(example.input())
                    .map(a -> a.value() == example.label() ? 0.0 : 1.0)
                    .orElse(UNREADABLE);
            errors += wrong * example.weight();
        }
        return errors;
    }

    static List<Labelled> of(Batch batch) {
        return batch.examples().stream().map(e -> new Labelled(e.input(), label(e.target()), 1)).toList();
    }

    private static int label(double target) {
        if (target != 0 && target != 1) {
            throw new UnreadableException("the target " + target + " is no class: I know 0 and 1");
        }
        return (int) target;
    }

    /** The class of most weight; 0 where both have the same. */
    static ModelSentence.Majority majority(List<Labelled> examples) {
        double ones = examples.stream().filter(e -> e.label() == 1).mapToDouble(Labelled::weight).sum();
        double all = examples.stream().mapToDouble(Labelled::weight).sum();
        return new ModelSentence.Majority(ones > all / 2 ? 1 : 0);
    }

    /** The percentage of a batch that fits, blended with an old one that counts {@code remembered} times. */
    static int percent(ModelSentence.Rule rule, List<Labelled> batch, int old, double remembered) {
        double fit = 100 * (1 - errors(rule, batch) / batch.size());
        return (int) Math.round((batch.size() * fit + remembered * old) / (batch.size() + remembered));
    }

    /** How far a description is trusted that is wrong on this share of a batch. */
    static double trust(double errorRate) {
        return Math.max(0, 1 - 4 * errorRate);
    }
}
