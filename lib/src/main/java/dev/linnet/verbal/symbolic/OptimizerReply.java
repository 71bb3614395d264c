package dev.linnet.verbal.symbolic;

import java.util.Locale;
import java.util.Optional;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.Evidence;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.grammar.PromptField;
import dev.linnet.verbal.grammar.PromptText;
import dev.linnet.verbal.grammar.TaskKind;

/** Improves a description by the batch that stands in the prompt. */
final class OptimizerReply {
    /** A new model, what it was learned from, and why it was chosen. */
    record Improved(String reasoning, ModelSentence model, Evidence evidence) {}

    private OptimizerReply() {}

    static String to(PromptText prompt, Slips slips) {
        Description current = Description.parse(prompt.value(PromptField.CURRENT_PATTERN));
        Batch batch = Batch.read(prompt);
        int decimals = prompt.instruction().toLowerCase(Locale.ROOT).contains("one decimal") ? 1 : 2;
        Improved improved = improved(current, batch, decimals, slips);
        Description written = new Description(Optional.empty(), java.util.Set.of(), Optional.of(improved.model()),
                Optional.of(improved.evidence()));
        int shown = Math.min(decimals, slips.profile().decimals());
        return "```\nReasoning: " + improved.reasoning() + "\nNew Pattern Descriptions: " + written.print(shown)
                + "\n```";
    }

    private static Improved improved(Description current, Batch batch, int decimals, Slips slips) {
        return switch (batch.examples().getFirst().input()) {
            case InputRow.Numbers numbers when numbers.values().size() == 1 -> {
                if (current.task().filter(TaskKind.CLASSIFICATION::equals).isPresent()) {
                    throw new UnreadableException(
                            "I classify points of a plane, texts and attributes, not single numbers");
                }
                yield new CurveOptimizer(current, batch, decimals, slips).improved();
            }
            case InputRow.Numbers numbers when numbers.values().size() == 2 ->
                new PlaneOptimizer(current, batch, decimals, slips).improved();
            case InputRow.Numbers numbers ->
                throw new UnreadableException("I cannot learn from " + numbers.values().size() + " numbers a row");
            case InputRow.Words _ -> new KeywordOptimizer(current, batch).improved();
            case InputRow.Attributes _ -> new ThresholdOptimizer(current, batch, decimals, slips).improved();
        };
    }
}
