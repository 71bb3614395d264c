package dev.linnet.nn.rows;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Step;
import dev.linnet.attention.data.FloatInputs;

/**
 * A mixer one token at a time: the state of every head, and the last inputs of the convolutions. Nothing grows with the number of
 * tokens, but for rules that compare queries with all keys.
 */
public final class MixerDecoder {
    private static final float[] NONE = new float[0];

    private final AttentionMixer mixer;
    private final AttentionMixerConfig config;
    private final Step step;
    private final float[][] histories = new float[3][];
    private final FloatInputs inputs;
    private final float[] o;
    private long tokens;

    MixerDecoder(AttentionMixer mixer) {
        this.mixer = mixer;
        config = mixer.config();
        int heads = config.heads();
        int writes = mixer.state().writes();
        step = Step.of(config.rule(), 1, heads, config.keyWidth(), config.valueWidth());
        HeadProjection[] projections = mixer.projections();
        for (int i = 0; i < projections.length; i++) {
            int size = projections[i].historySize();
            histories[i] = size == 0 ? null : new float[size];
        }
        inputs = new FloatInputs(step.layout(), new float[heads * config.keyWidth()],
                new float[heads * writes * config.keyWidth()], new float[heads * writes * config.valueWidth()],
                new float[config.gates()], new float[mixer.strength() == null ? 0 : heads * writes], NONE);
        o = new float[heads * config.valueWidth()];
    }

    /** y of the next token's x, both of the model's width. */
    public void next(float[] parameters, float[] x, float[] y) {
        HeadProjection[] projections = mixer.projections();
        projections[0].step(parameters, x, histories[0], inputs.q());
        projections[1].step(parameters, x, histories[1], inputs.k());
        projections[2].step(parameters, x, histories[2], inputs.v());
        if (mixer.gate() != null) {
            mixer.gate().step(parameters, x, inputs.logDecay());
        }
        if (mixer.strength() != null) {
            mixer.strength().step(parameters, x, inputs.beta());
        }
        step.next(inputs, o);
        mixer.output().step(parameters, x, o, y);
        tokens++;
    }

    /** y of the next tokens, {@code [time][width]}: by the chunkwise form where the rule has a state to hand over. */
    public void prompt(float[] parameters, float[] x, float[] y, int time) {
        AttentionMixer.Pass pass = mixer.prompt(time);
        if (config.rule() instanceof AttentionRule.Comparing) {
            FloatInputs all = pass.project(parameters, x, NONE, histories);
            var outputs = new float[time * o.length];
            for (int t = 0; t < time; t++) {
                take(all, t, time);
                step.next(inputs, o);
                for (int head = 0; head < config.heads(); head++) {
                    System.arraycopy(o, head * config.valueWidth(), outputs,
                            (head * time + t) * config.valueWidth(), config.valueWidth());
                }
            }
            pass.finish(parameters, x, outputs, y);
        } else {
            pass.forward(parameters, x, y, step.states().clone(), histories);
            step.load(pass.finalState());
        }
        tokens += time;
    }

    /** The queries, keys and values of step {@code t} of all heads. */
    private void take(FloatInputs all, int t, int time) {
        for (int head = 0; head < config.heads(); head++) {
            int row = head * time + t;
            System.arraycopy(all.q(), row * config.keyWidth(), inputs.q(), head * config.keyWidth(),
                    config.keyWidth());
            System.arraycopy(all.k(), row * config.keyWidth(), inputs.k(), head * config.keyWidth(),
                    config.keyWidth());
            System.arraycopy(all.v(), row * config.valueWidth(), inputs.v(), head * config.valueWidth(),
                    config.valueWidth());
        }
    }

    /** How many numbers are remembered now. */
    public long memory() {
        long memory = 0;
        for (float[] history : histories) {
            memory += history == null ? 0 : history.length;
        }
        if (config.rule() instanceof AttentionRule.Comparing comparing) {
            long kept = tokens == 0 ? 0 : (tokens - 1) % comparing.blockForm().width() + 1;
            return memory + kept * config.heads() * (config.keyWidth() + config.valueWidth());
        }
        return memory + step.states().length;
    }
}
