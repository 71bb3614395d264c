package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ParallelCalls;
import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.ModelSentence;

/** What verbalized learning is compared with, and how exactly a model computes. */
public final class Baselines {
    private Baselines() {}

    /** The test set answered with all training data in the prompt and no description: in-context learning. */
    public static Assessment inContext(VerbalTask task, ChatModel model, VerbalConfig config) {
        Learner learner = Learner.of(task, model, config);
        return Assessment.of(task, ParallelCalls.inOrder(model.concurrency(),
                IntStream.range(0, task.test().size()).boxed().toList(),
                i -> learner.inContext(task.test().get(i), i)));
    }

    /**
     * A description by one call that sees all training data and no outputs of the model, and how it does.
     *
     * @param description the description
     * @param evaluation  on the test set
     */
    public record Direct(String description, Assessment evaluation) {}

    /** See {@link Direct}. */
    public static Direct direct(VerbalTask task, ChatModel model, VerbalConfig config) {
        String description = task.initialDescription() + " "
                + Optimizer.of(task, model, config).direct(task.initialDescription(), task.training()).description();
        return new Direct(description, Assessment.of(task,
                Learner.of(task, model, config).evaluate(description, task.test(), 0)));
    }

    /**
     * How far a model's answers are from what a description says.
     *
     * @param absolute mean of |y_hat - y|
     * @param relative mean of |y_hat - y| / |y|, over inputs where y is not 0
     */
    public record NumericalError(double absolute, double relative) {}

    /**
     * Has a model compute a curve that is given to it, and compares.
     *
     * @param inputs of the curve; at least one
     */
    public static NumericalError numericalError(ModelSentence.Curve curve, List<Double> inputs, ChatModel model,
            VerbalConfig config) {
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("inputs is empty; give one at least.");
        }
        List<Example> examples = inputs.stream().map(x -> Example.of(x, curve.at(x))).toList();
        var task = VerbalTask.of("numerical error", dev.linnet.verbal.grammar.TaskKind.REGRESSION, examples, List.of());
        var description = new Description(java.util.Optional.of(task.kind()), java.util.Set.of(),
                java.util.Optional.of(curve), java.util.Optional.empty());
        var absolute = new ArrayList<Double>();
        var relative = new ArrayList<Double>();
        for (Prediction prediction : Learner.of(task, model, config).predictAll(description.print(), examples)) {
            double target = prediction.example().target();
            absolute.add(Math.abs(prediction.output() - target));
            if (target != 0) {
                relative.add(Math.abs(prediction.output() - target) / Math.abs(target));
            }
        }
        return new NumericalError(mean(absolute), mean(relative));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
