package dev.linnet.statetracking;

import dev.linnet.attention.chunk.Team;
import dev.linnet.nn.LabelledSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * An endless stream of examples of a task, which nothing stores: example i depends on the seed, the purpose and i alone, so that a
 * stream can be read from anywhere, in any order and by any number of threads.
 *
 * @param task    what the examples are of
 * @param sizes   their sizes, uniform
 * @param seed    decides every example
 * @param purpose keeps streams apart: training never sees a test example's numbers
 */
public record Examples(Task task, Sizes sizes, long seed, Seeds.Purpose purpose) {
    /** Example number {@code index} >= 0. */
    public LabelledSequence example(long index) {
        if (index < 0) {
            throw new IllegalArgumentException("Example number " + index + "; the first is number 0.");
        }
        SplittableRandom random = Seeds.stream(seed, purpose, index);
        return task.example(random, sizes.draw(random));
    }

    /**
     * Examples number {@code first}, first + 1, ...
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public List<LabelledSequence> batch(long first, int count) {
        var examples = new ArrayList<LabelledSequence>(count);
        for (int i = 0; i < count; i++) {
            Team.stopIfInterrupted();
            examples.add(example(first + i));
        }
        return examples;
    }

    /** All of them, from number 0 on, without an end. */
    public Stream<LabelledSequence> stream() {
        return LongStream.iterate(0, i -> i + 1).mapToObj(this::example);
    }
}
