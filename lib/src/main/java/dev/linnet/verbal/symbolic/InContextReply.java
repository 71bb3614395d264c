package dev.linnet.verbal.symbolic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.PromptField;
import dev.linnet.verbal.grammar.PromptText;
import dev.linnet.verbal.grammar.TaskKind;

/** Answers an input by the examples in the prompt: a straight line between the two neighbours, or the class of the nearest. */
final class InContextReply {
    private record Shown(InputRow input, double output) {}

    private InContextReply() {}

    static String to(PromptText prompt, Slips slips) {
        InputRow input = Batch.input(prompt.value(PromptField.INPUT));
        List<String> inputs = prompt.rows(PromptField.EXAMPLE_INPUTS);
        List<String> outputs = prompt.rows(PromptField.EXAMPLE_OUTPUTS);
        if (inputs.isEmpty() || inputs.size() != outputs.size()) {
            throw new UnreadableException("it shows " + inputs.size() + " inputs and " + outputs.size() + " outputs");
        }
        var shown = new ArrayList<Shown>();
        for (int i = 0; i < inputs.size(); i++) {
            shown.add(new Shown(Batch.input(inputs.get(i)), Batch.number(outputs.get(i))));
        }
        boolean label = Description.parse(prompt.value(PromptField.PATTERN))
                .task()
                .filter(TaskKind.CLASSIFICATION::equals)
                .isPresent();
        if (!label && input instanceof InputRow.Numbers numbers && numbers.values().size() == 1) {
            return interpolated(numbers.first(), shown, slips);
        }
        Shown nearest = shown.stream()
                .min(Comparator.comparingDouble((Shown example) -> distance(input, example.input()))
                        .thenComparing(example -> example.input().print()))
                .orElseThrow();
        return LearnerReply.reply("The nearest example is " + nearest.input().print() + ".", nearest.output(), true);
    }

    private static String interpolated(double x, List<Shown> shown, Slips slips) {
        var byInput = new TreeMap<Double, double[]>();
        for (Shown example : shown) {
            if (example.input() instanceof InputRow.Numbers numbers && numbers.values().size() == 1) {
                double[] sum = byInput.computeIfAbsent(numbers.first(), _ -> new double[2]);
                sum[0] += example.output();
                sum[1]++;
            }
        }
        var below = byInput.floorEntry(x);
        var above = byInput.ceilingEntry(x);
        if (below == null && above == null) {
            throw new UnreadableException("none of the examples is of the kind of the input");
        }
        var left = below == null ? above : below;
        var right = above == null ? below : above;
        double a = left.getValue()[0] / left.getValue()[1];
        double b = right.getValue()[0] / right.getValue()[1];
        double width = right.getKey() - left.getKey();
        double y = width == 0 ? a : a + (b - a) * (x - left.getKey()) / width;
        return LearnerReply.reply("The nearest examples have the inputs " + Numerals.print(left.getKey()) + " and "
                + Numerals.print(right.getKey()) + "; I go straight from one to the other.", slips.off(y), false);
    }

    private static double distance(InputRow a, InputRow b) {
        return switch (a) {
            case InputRow.Numbers p when b instanceof InputRow.Numbers q && q.values().size() == p.values().size() ->
                distance(p.values(), q.values());
            case InputRow.Attributes p when b instanceof InputRow.Attributes q
                    && q.values().keySet().equals(p.values().keySet()) ->
                distance(List.copyOf(p.values().values()), List.copyOf(q.values().values()));
            case InputRow.Words p when b instanceof InputRow.Words q -> {
                List<String> words = ModelSentence.Keywords.wordsOf(p.text());
                List<String> others = ModelSentence.Keywords.wordsOf(q.text());
                double common = words.stream().filter(others::contains).count();
                yield 1 - common / Math.max(1, words.size() + others.size() - common);
            }
            default -> Double.POSITIVE_INFINITY;
        };
    }

    private static double distance(List<Double> a, List<Double> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += Math.pow(a.get(i) - b.get(i), 2);
        }
        return Math.sqrt(sum);
    }
}
