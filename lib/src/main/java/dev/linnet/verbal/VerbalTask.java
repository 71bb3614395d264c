package dev.linnet.verbal;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import dev.linnet.verbal.grammar.InputRow;
import dev.linnet.verbal.grammar.TaskKind;

/**
 * What is to be learned: data as text, and the words in which the task is put.
 *
 * @param name        for people
 * @param kind        regression or classification
 * @param training    what is learned from; not empty
 * @param test        what descriptions are evaluated on; may be empty
 * @param range       where a test input of one number counts as inside; empty where there is no such thing
 * @param description the sentence that every description begins with
 * @param prior       a sentence of prior knowledge after it
 * @param knowledge   the sentence that {@link #withPrior()} adds; the task's own
 * @param instruction what the optimizer is told besides what it is always told
 * @param seeing      whether pictures are sent as pictures, for models that can see, instead of as their attributes
 */
public record VerbalTask(String name, TaskKind kind, List<Example> training, List<Example> test, Optional<Range> range,
        String description, Optional<String> prior, String knowledge, String instruction, boolean seeing) {
    /** What the paper's released code tells the optimizer of polynomial and sinusoidal regression besides, for language models that cannot compute well. */
    public static final String ONE_DECIMAL = "You and the model both work with one decimal only.";

    /** From {@code low} to {@code high}, both included. */
    public record Range(double low, double high) {
        boolean holds(InputRow input) {
            return input instanceof InputRow.Numbers numbers && numbers.first() >= low && numbers.first() <= high;
        }
    }

    public VerbalTask {
        training = List.copyOf(training);
        test = List.copyOf(test);
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(prior, "prior");
        if (training.isEmpty()) {
            throw new IllegalArgumentException("training has 0 examples; there must be one at least to learn from.");
        }
        if (description.isBlank()) {
            throw new IllegalArgumentException("description is blank; it must be the sentence that puts the task.");
        }
        if (kind == TaskKind.CLASSIFICATION) {
            requireClasses(training);
            requireClasses(test);
        }
        if (seeing && !(training.stream().allMatch(e -> e.picture().isPresent())
                && test.stream().allMatch(e -> e.picture().isPresent()))) {
            throw new IllegalArgumentException("seeing is true, but not every example of " + name + " has a picture.");
        }
    }

    private static void requireClasses(List<Example> examples) {
        for (Example example : examples) {
            if (example.target() != 0 && example.target() != 1) {
                throw new IllegalArgumentException("the target of the input " + example.input().print() + " is "
                        + example.target() + "; a class must be 0 or 1.");
            }
        }
    }

    /** A task of one's own, without prior knowledge; the instruction and the sentence are those of its kind. */
    public static VerbalTask of(String name, TaskKind kind, List<Example> training, List<Example> test) {
        return new VerbalTask(name, kind, training, test, Optional.empty(), kind.sentence(), Optional.empty(), "", "",
                false);
    }

    /** y = 3x + 4 and noise of 0.1, x in [0, 2]; the test goes from -1 to 3. Section 4.1 of the paper. */
    public static VerbalTask linear(long seed) {
        return CurveTasks.linear(seed);
    }

    /** y = 3x^2 + x + 2 and noise of 1, x in [-3, 1]; the test goes from -5 to 3. Section 4.1 of the paper. */
    public static VerbalTask polynomial(long seed) {
        return CurveTasks.polynomial(seed);
    }

    /** y = sin(x) + 2 and noise of 0.01, x in [-3, 3]; the test goes from -6 to 6. Section 4.1 of the paper. */
    public static VerbalTask sine(long seed) {
        return CurveTasks.sine(seed);
    }

    /** Two clouds of points that a line separates. */
    public static VerbalTask blobs(long seed) {
        return PointTasks.blobs(seed);
    }

    /** A ring of points within another. */
    public static VerbalTask circles(long seed) {
        return PointTasks.circles(seed);
    }

    /** Short reviews, class 1 where they praise. */
    public static VerbalTask reviews(long seed) {
        return ReviewTask.of(seed);
    }

    /** Pictures of sneakers, class 0, and of ankle boots, class 1, from Fashion-MNIST. */
    public static VerbalTask shoes() {
        return PictureTasks.shoes();
    }

    /** Pictures of trousers, class 0, and of dresses, class 1, from Fashion-MNIST: one attribute hardly tells them apart. */
    public static VerbalTask dresses() {
        return PictureTasks.dresses();
    }

    /** This task with the prior knowledge that belongs to it. */
    public VerbalTask withPrior() {
        if (knowledge.isBlank()) {
            throw new IllegalStateException(
                    "The task " + name + " has no prior knowledge of its own; give a sentence.");
        }
        return withPrior(knowledge);
    }

    /** This task with a sentence of prior knowledge. */
    public VerbalTask withPrior(String sentence) {
        return new VerbalTask(name, kind, training, test, range, description, Optional.of(sentence), knowledge,
                instruction, seeing);
    }

    /** This task with another instruction for the optimizer, such as {@link #ONE_DECIMAL}. */
    public VerbalTask withInstruction(String words) {
        return new VerbalTask(name, kind, training, test, range, description, prior, knowledge, words, seeing);
    }

    /** This task with pictures sent as pictures. */
    public VerbalTask withPictures() {
        return new VerbalTask(name, kind, training, test, range, description, prior, knowledge, instruction, true);
    }

    /** This task with other data to learn from. */
    public VerbalTask withTraining(List<Example> examples) {
        return new VerbalTask(name, kind, examples, test, range, description, prior, knowledge, instruction, seeing);
    }

    /** The description that training begins with: the task's sentence, and the prior knowledge. */
    public String initialDescription() {
        return description + prior.map(sentence -> " " + sentence).orElse("");
    }

    /** Whether a test input lies where training inputs do. */
    public boolean inside(Example example) {
        return range.isEmpty() || range.get().holds(example.input());
    }
}
