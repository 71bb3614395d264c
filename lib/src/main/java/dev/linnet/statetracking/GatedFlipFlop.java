package dev.linnet.statetracking;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.nn.LabelledSequence;
import java.util.Arrays;

/**
 * The {@link FlipFlop} by hand, in one channel of gated linear attention (K = V = 1): a write closes the gate and stores -1 or 1,
 * every other token leaves the gate open and stores nothing. A read finds a 1 where the state is above 0.
 *
 * @param temperature τ in α = sigmoid(z)^(1/τ)
 * @param writeLogit  z at a write; elsewhere it is 40 τ, where α is 1 in single precision
 */
public record GatedFlipFlop(double temperature, double writeLogit) {
    private static final double OPEN = 40;

    /** The gate at a write, α. */
    public double gateAtWrite() {
        return Math.exp(logGate(writeLogit));
    }

    /** log α = logsigmoid(z) / τ, without overflow for any z. */
    public double logGate(double logit) {
        return (Math.min(logit, 0) - Math.log1p(Math.exp(-Math.abs(logit)))) / temperature;
    }

    /** The wrong answers at the reads of one example of {@code length} tokens, computed by the fast operator. */
    public int mistakes(int length, long seed) {
        return mistakes(new AttentionRule.Gla(), length, seed);
    }

    /** The same without the gate: the state counts the writes. */
    public int mistakesWithoutGate(int length, long seed) {
        return mistakes(AttentionRule.Linear.plain(), length, seed);
    }

    private int mistakes(AttentionRule rule, int length, long seed) {
        LabelledSequence example = new FlipFlop().example(Seeds.stream(seed, Seeds.Purpose.CONSTRUCTION, 0), length);
        FloatInputs inputs = inputs(example.tokens());
        FloatInputs given = rule instanceof AttentionRule.Gla ? inputs : inputs.withLogDecay(new float[0]);
        float[] o = Chunkwise.of(rule, AttentionOptions.defaults().withThreads(1)).forward(given).o();
        int mistakes = 0;
        for (int t = 0; t < length; t++) {
            int label = example.labels()[t];
            mistakes += label != LabelledSequence.IGNORED && label != (o[t] > 0 ? 1 : 0) ? 1 : 0;
        }
        return mistakes;
    }

    private FloatInputs inputs(int[] tokens) {
        int T = tokens.length;
        var q = new float[T];
        var k = new float[T];
        var v = new float[T];
        var g = new float[T];
        Arrays.fill(q, 1f);
        for (int t = 0; t < T; t++) {
            boolean write = tokens[t] < FlipFlop.IGNORE;
            k[t] = write ? 1f : 0f;
            v[t] = write ? 2 * (tokens[t] - FlipFlop.WRITE) - 1 : 0;
            g[t] = (float) logGate(write ? writeLogit : OPEN * temperature);
        }
        return FloatInputs.of(Layout.of(1, 1, T, 1, 1), q, k, v).withLogDecay(g);
    }
}
