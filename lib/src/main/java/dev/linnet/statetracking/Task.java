package dev.linnet.statetracking;

import dev.linnet.nn.LabelledSequence;
import java.util.SplittableRandom;

/** A family of labelled sequences of any size. */
public sealed interface Task permits Parity, WordProblem, ModularArithmetic, RunningArithmetic, BracketedArithmetic,
        FlipFlop, KeyValueRecall {
    /** The task's name, for tables and charts. */
    String name();

    /** The number of input tokens. */
    int vocabulary();

    /** The number of answers a model chooses from. */
    int classes();

    /** The accuracy of a guess, r in the scaled accuracy (a - r) / (1 - r). */
    double chance();

    /** One example of a size; what the size counts is the task's business. */
    LabelledSequence example(SplittableRandom random, int size);

    /**
     * The number of labels of the part of an example up to a size, for tasks with labels all along.
     *
     * @throws IllegalArgumentException if the task labels single positions, such as the last
     */
    default int labelsUpTo(int size) {
        throw new IllegalArgumentException("Examples of " + name()
                + " have no labels all along; ask for their scaled accuracy by length.");
    }
}
