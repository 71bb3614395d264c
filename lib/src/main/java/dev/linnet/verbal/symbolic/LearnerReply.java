package dev.linnet.verbal.symbolic;

import java.util.Optional;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.PromptField;
import dev.linnet.verbal.grammar.PromptText;
import dev.linnet.verbal.grammar.TaskKind;

/** Answers an input by computing what the description says. */
final class LearnerReply {
    private LearnerReply() {}

    static String to(PromptText prompt, Slips slips) {
        Description description = Description.parse(prompt.value(PromptField.PATTERN));
        InputRow input = Batch.input(prompt.value(PromptField.INPUT));
        Optional<ModelSentence.Answer> answer = description.model().flatMap(model -> model.answer(input));
        if (answer.isPresent()) {
            boolean label = description.model().orElseThrow() instanceof ModelSentence.Rule;
            double value = label ? answer.get().value() : slips.off(answer.get().value());
            return reply("By the description, " + (label ? "" : "y = ") + answer.get().substitution() + ".", value,
                    label);
        }
        String lack = description.model().isEmpty()
                ? "The description states no model that I can compute by"
                : "The description's model cannot read such an input";
        if (isRegression(description, input)) {
            double x = ((InputRow.Numbers) input).first();
            return reply(lack + "; I assume that the output equals the input.", slips.off(x), false);
        }
        return reply(lack + "; I assume class 0.", 0, true);
    }

    private static boolean isRegression(Description description, InputRow input) {
        boolean number = input instanceof InputRow.Numbers numbers && numbers.values().size() == 1;
        return number && description.task().orElse(TaskKind.REGRESSION) == TaskKind.REGRESSION;
    }

    static String reply(String explanation, double value, boolean label) {
        if (!Double.isFinite(value)) {
            throw new UnreadableException("the description gives " + value);
        }
        String output = label ? Integer.toString((int) value) : Numerals.print(Numerals.round(value, 2));
        return "```\nExplanations: " + explanation + "\nOutput:\n[" + output + "]\n```";
    }
}
