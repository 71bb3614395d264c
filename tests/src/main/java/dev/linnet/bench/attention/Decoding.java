package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.SampleInputs;
import dev.linnet.attention.Step;
import dev.linnet.attention.data.FloatInputs;
import java.util.Random;

/** One token of every head, with states from a prompt: as many heads as the states shall take memory. */
public final class Decoding {
    private final Step step;
    private final FloatInputs in;
    private final float[] o;

    public Decoding(AttentionRule rule, int heads, int d, long seed) {
        step = Step.of(rule, 1, heads, d, d);
        in = SampleInputs.of(rule, step.layout(), new Random(seed));
        o = new float[heads * d];
    }

    public float[] next() {
        step.next(in, o);
        return o;
    }

    /** Bytes of state that a step reads and writes. */
    public double bytes() {
        return 2.0 * step.states().length * Float.BYTES;
    }
}
