package dev.linnet.verbal;

import java.util.List;

import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ParallelCalls;

/** The model f(x; theta): a language model that reads a description and an input, and answers. */
public final class Learner {
    private final VerbalTask task;
    private final ModelCalls calls;

    Learner(VerbalTask task, ModelCalls calls) {
        this.task = task;
        this.calls = calls;
    }

    /** A learner that keeps no record. */
    public static Learner of(VerbalTask task, ChatModel model, VerbalConfig config) {
        return new Learner(task, new ModelCalls(model, config, _ -> {}));
    }

    /**
     * What the model answers for an input by a description.
     *
     * @throws UnreadableReplyException where none of the replies could be read
     */
    public Prediction predict(String description, Example example) {
        return predict(description, example, Call.Role.LEARNER, 0, 0);
    }

    /** The same for many inputs, as many calls at once as the model likes, in the order of the inputs. */
    public List<Prediction> predictAll(String description, List<Example> examples) {
        return predictAll(description, examples, 0);
    }

    List<Prediction> predictAll(String description, List<Example> examples, int step) {
        return ParallelCalls.inOrder(calls.model().concurrency(), numbers(examples),
                i -> predict(description, examples.get(i), Call.Role.LEARNER, step, i));
    }

    /** For each example the output, or NaN where no reply could be read. */
    List<Double> evaluate(String description, List<Example> examples, int step) {
        return ParallelCalls.inOrder(calls.model().concurrency(), numbers(examples), i -> {
            try {
                return predict(description, examples.get(i), Call.Role.EVALUATION, step, i).output();
            } catch (UnreadableReplyException _) { // the record has it; the evaluation counts it
                return Double.NaN;
            }
        });
    }

    /** What the model answers for an input by the training examples themselves, without a description; or NaN. */
    double inContext(Example example, int index) {
        try {
            return calls.ask(Call.Role.EVALUATION, 0, index, List.of(PromptTemplates.system()),
                    PromptTemplates.inContext(task, example), reply -> ReplyParser.output(reply, task.kind())).value();
        } catch (UnreadableReplyException _) { // the evaluation counts it
            return Double.NaN;
        }
    }

    private Prediction predict(String description, Example example, Call.Role role, int step, int index) {
        var answer = calls.ask(role, step, index, List.of(PromptTemplates.system()),
                PromptTemplates.learner(task, description, example), reply -> ReplyParser.output(reply, task.kind()));
        return new Prediction(example, answer.value(), ReplyParser.explanation(answer.reply()));
    }

    private static List<Integer> numbers(List<Example> examples) {
        return java.util.stream.IntStream.range(0, examples.size()).boxed().toList();
    }
}
