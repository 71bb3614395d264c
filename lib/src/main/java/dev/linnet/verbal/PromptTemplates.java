package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatPart;
import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.PromptField;
import dev.linnet.verbal.grammar.PromptText;
import dev.linnet.verbal.grammar.TaskKind;

/**
 * The prompts, each one message of the user after a line of the system. Their fields and the order of them are those of the released code of the
 * paper (arXiv 2406.04344); titles are an interface, by which prompts can be read again.
 */
public final class PromptTemplates {
    private static final String SYSTEM = "You are a helpful and honest assistant.";
    private static final String ONLY = "Give your answer in this format and write nothing else.";
    private static final int LARGEST_PICTURE = 112;

    private PromptTemplates() {}

    /** The line of the system. */
    public static ChatMessage system() {
        return ChatMessage.system(SYSTEM);
    }

    /** Asks for the output that a description gives for an input: f(x; theta). */
    public static ChatMessage learner(VerbalTask task, String description, Example example) {
        String text = PromptText.Heading.INFERENCE.line()
                + "\nYou are the model. Use the pattern descriptions below to predict the output for the input.\n\n"
                + PromptText.write(PromptField.PATTERN, description)
                + PromptText.write(PromptField.INPUT, row(task, example, 1)) + answer(task.kind());
        return message(task, text, List.of(example));
    }

    /** Asks for the output that examples suggest, without a description. */
    public static ChatMessage inContext(VerbalTask task, Example example) {
        String text = PromptText.Heading.IN_CONTEXT.line()
                + "\nYou are the model. Use the examples below to predict the output for the input.\n\n"
                + PromptText.write(PromptField.PATTERN, task.initialDescription())
                + PromptText.write(PromptField.EXAMPLE_INPUTS, rows(task, task.training(), 2))
                + PromptText.write(PromptField.EXAMPLE_OUTPUTS, targets(task.training(), task.kind()))
                + PromptText.write(PromptField.INPUT, row(task, example, 1)) + answer(task.kind());
        var pictures = new ArrayList<Example>(List.of(example));
        pictures.addAll(task.training());
        return message(task, text, pictures);
    }

    private static String answer(TaskKind kind) {
        String output = kind == TaskKind.REGRESSION
                ? "one real number with two decimals in brackets, as the input is written. If the description does not "
                        + "determine the answer, make assumptions and answer all the same"
                : "the class, 0 or 1, in brackets. If the description does not determine the answer, make assumptions "
                        + "and answer all the same";
        return "Answer in this format:\n```\nExplanations: how you come to the output, step by step\nOutput:\n" + output
                + "\n```\n" + ONLY;
    }

    /**
     * Asks for a better description, given a batch, what the model answered, and what it should have: theta_i from theta_(i-1).
     *
     * @param outputs what the model answered, or empty, where the optimizer is asked to fit the data directly
     */
    public static ChatMessage optimizer(VerbalTask task, String description, List<Example> batch,
            List<Double> outputs) {
        var text = new StringBuilder(PromptText.Heading.OPTIMIZATION.line());
        text.append("\nYou are the optimizer of a model that is described in words. ")
                .append(outputs.isEmpty()
                        ? "Below are inputs and target outputs. "
                        : "Used on the inputs below, the current pattern descriptions gave the model outputs below; the target outputs are what it should have given. ")
                .append("Improve the pattern descriptions, so that the model predicts the targets better.\n\n")
                .append(PromptText.write(PromptField.INPUTS, rows(task, batch, 1)))
                .append(PromptText.write(PromptField.CURRENT_PATTERN, description));
        if (!outputs.isEmpty()) {
            text.append(PromptText.write(PromptField.OUTPUTS, column(outputs, task.kind())));
        }
        text.append(PromptText.write(PromptField.TARGETS, targets(batch, task.kind())))
                .append("If the model does well, keep the descriptions. Otherwise improve them; they must also serve the next ")
                .append("batch, which comes from the same distribution. You may use the previous optimization step, if it is ")
                .append("shown. ");
        if (!task.instruction().isBlank()) {
            text.append(task.instruction()).append(' ');
        }
        text.append("Think step by step.\n\n")
                .append("Answer in this format:\n```\nReasoning: be verbose; you have no computer\n")
                .append("New Pattern Descriptions: concrete, with exact values of all parameters\n```\n")
                .append(ONLY);
        return message(task, text.toString(), batch);
    }

    /** What is added to a prompt whose reply could not be read. */
    static ChatMessage complaint(ChatMessage prompt, String defect) {
        List<ChatPart> parts = new ArrayList<>(prompt.parts());
        String text = ((ChatPart.Text) parts.getFirst()).text();
        parts.set(0, new ChatPart.Text(text + "\n\nYour last reply could not be used: " + defect + "."));
        return new ChatMessage(prompt.role(), parts);
    }

    private static ChatMessage message(VerbalTask task, String text, List<Example> examples) {
        List<ChatPart> parts = new ArrayList<>(List.of(new ChatPart.Text(text)));
        if (task.seeing()) {
            examples.forEach(example -> parts.add(ChatPart.Image.of(enlarged(example.picture().orElseThrow()))));
        }
        return new ChatMessage(ChatMessage.Role.USER, parts);
    }

    /** Larger, by whole factors, for small pictures are hard to see for models too. */
    private static java.awt.image.BufferedImage enlarged(Picture picture) {
        int factor = Math.max(1, LARGEST_PICTURE / picture.side());
        var pixels = new ArrayList<Integer>();
        int side = picture.side() * factor;
        for (int i = 0; i < side * side; i++) {
            pixels.add(picture.pixels().get(i / side / factor * picture.side() + i % side / factor));
        }
        return new Picture(side, pixels).image();
    }

    private static String row(VerbalTask task, Example example, int number) {
        return task.seeing() ? new InputRow.Words("attached picture " + number).print() : example.input().print();
    }

    private static String rows(VerbalTask task, List<Example> examples, int firstPicture) {
        return IntStream.range(0, examples.size())
                .mapToObj(i -> row(task, examples.get(i), firstPicture + i))
                .collect(Collectors.joining("\n"));
    }

    private static String targets(List<Example> examples, TaskKind kind) {
        return column(examples.stream().map(Example::target).toList(), kind);
    }

    private static String column(List<Double> values, TaskKind kind) {
        int decimals = kind == TaskKind.REGRESSION ? 2 : 0;
        return values.stream()
                .map(value -> "[" + Numerals.print(value, decimals) + "]")
                .collect(Collectors.joining("\n"));
    }
}
