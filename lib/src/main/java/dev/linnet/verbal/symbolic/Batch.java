package dev.linnet.verbal.symbolic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.PromptField;
import dev.linnet.verbal.grammar.PromptText;

/** The examples of an optimizer's prompt, in an order of their own: that in which they were given does not matter. */
record Batch(List<Example> examples) {
    /**
     * One example.
     *
     * @param output what the model answered, where the prompt says so
     */
    record Example(InputRow input, OptionalDouble output, double target) {}

    static Batch read(PromptText prompt) {
        List<String> inputs = prompt.rows(PromptField.INPUTS);
        List<String> outputs = prompt.rows(PromptField.OUTPUTS);
        List<String> targets = prompt.rows(PromptField.TARGETS);
        if (inputs.isEmpty() || inputs.size() != targets.size()
                || (!outputs.isEmpty() && outputs.size() != inputs.size())) {
            throw new UnreadableException("it has " + inputs.size() + " inputs, " + outputs.size() + " outputs and "
                    + targets.size() + " targets");
        }
        var examples = new ArrayList<Example>();
        for (int i = 0; i < inputs.size(); i++) {
            examples.add(new Example(input(inputs.get(i)),
                    outputs.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(outputs.get(i))),
                    number(targets.get(i))));
        }
        if (examples.stream().map(example -> example.input().getClass()).distinct().count() > 1) {
            throw new UnreadableException("its inputs are of several kinds");
        }
        examples.sort(Comparator.comparing((Example example) -> example.input().print())
                .thenComparingDouble(Example::target)
                .thenComparingDouble(example -> example.output().orElse(0)));
        return new Batch(examples);
    }

    static InputRow input(String row) {
        return InputRow.parse(row).orElseThrow(() -> new UnreadableException("the input " + row + " is no row"));
    }

    static double number(String row) {
        if (InputRow.parse(row).orElse(null) instanceof InputRow.Numbers numbers && numbers.values().size() == 1) {
            return numbers.first();
        }
        throw new UnreadableException(row + " is no number in brackets");
    }

    int size() {
        return examples.size();
    }

    /** Whether the prompt says what the model answered. */
    boolean hasOutputs() {
        return examples.getFirst().output().isPresent();
    }

    /** Mean squared error of the outputs. */
    double meanSquaredError() {
        return examples.stream()
                .mapToDouble(e -> Math.pow(e.output().orElseThrow() - e.target(), 2))
                .average()
                .orElseThrow();
    }

    /** The share of wrong outputs. */
    double errorRate() {
        return examples.stream().filter(e -> e.output().orElseThrow() != e.target()).count() / (double) size();
    }
}
