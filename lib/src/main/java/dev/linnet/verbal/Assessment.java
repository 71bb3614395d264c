package dev.linnet.verbal;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How a description does on a test set.
 *
 * @param outputs   for each test example; NaN where no reply could be read
 * @param inside    mean squared error on examples inside the training range, ends included; NaN where there are none
 * @param outside   the same outside it
 * @param all       the same on all
 * @param accuracy  the share of outputs that equal the target, of all examples: what could not be read is wrong
 * @param unreadable the number of outputs that are NaN; no error counts them
 */
public record Assessment(List<Double> outputs, double inside, double outside, double all, double accuracy,
        int unreadable) {
    public Assessment {
        outputs = List.copyOf(outputs);
    }

    static Assessment of(VerbalTask task, List<Double> outputs) {
        return new Assessment(outputs, error(task, outputs, task::inside), error(task, outputs, e -> !task.inside(e)),
                error(task, outputs, _ -> true), accuracy(task.test(), outputs),
                (int) outputs.stream().filter(output -> output.isNaN()).count());
    }

    private static double error(VerbalTask task, List<Double> outputs, Predicate<Example> counted) {
        return IntStream.range(0, outputs.size())
                .filter(i -> counted.test(task.test().get(i)) && !outputs.get(i).isNaN())
                .mapToDouble(i -> Math.pow(outputs.get(i) - task.test().get(i).target(), 2))
                .average()
                .orElse(Double.NaN);
    }

    private static double accuracy(List<Example> examples, List<Double> outputs) {
        return IntStream.range(0, outputs.size())
                .mapToDouble(i -> outputs.get(i) == examples.get(i).target() ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
