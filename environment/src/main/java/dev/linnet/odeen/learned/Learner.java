package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameters;
import java.util.SplittableRandom;

/** A network that learns from samples. */
public sealed interface Learner permits Interpreter, Empiricist {
    /** All that it learns. */
    Parameters parameters();

    /** What it sees of its world. */
    Encoding encoding();

    /** Kind and size in words. */
    String description();

    /** Whether it reads tables. */
    boolean readsTables();

    /** What it learns counts so much: the loss is label weight x label loss + rule weight x rule loss. */
    double labelWeight();

    /** The weight of the rule's loss. */
    double ruleWeight();

    /** Buffers for losses of at most so many samples with tables, and queries, of one size; not for concurrent use. */
    Pass pass(int samples, int tableSize, int queries);

    /** Losses and their gradient. */
    interface Pass {
        /**
         * Adds up the losses of a batch.
         *
         * @param share    factor of the gradient, usually 1 / all samples of the step
         * @param gradient is added to; null for the losses alone
         * @param random   draws what dropout leaves out; null for nothing
         */
        Losses losses(float[] values, Batch batch, double share, float[] gradient, SplittableRandom random);
    }
}
