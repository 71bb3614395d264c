package dev.linnet.nn.rows;

import dev.linnet.attention.AttentionOptions;
import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.Chunkwise;
import dev.linnet.attention.data.FloatGradients;
import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.FloatOutputs;
import dev.linnet.attention.data.Gate;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import dev.linnet.nn.TokenMixer;

/**
 * The token mixer for every {@link AttentionRule}, see {@link AttentionMixerConfig}; attention itself is {@link Chunkwise}.
 *
 * <p>Parameters under a name's prefix, with their initial values: {@code query}, {@code key}, {@code value} (and
 * {@code .convolution}, U(-n^-1/2, n^-1/2) for n taps), {@code strength}, {@code gate.down}, {@code gate.up}, {@code gate.bias},
 * {@code gate.rate}, {@code outputGate} N(0, 0.02^2), {@code outputNorm} 1, {@code output} U(-bound, bound). The bias of a gate is 0; for
 * {@link GateForm#SOFTPLUS} it and the rate a are Mamba-2's: softplus(bias) log-uniform in [0.001, 0.1], e^a uniform in [1, 16].
 */
public final class AttentionMixer implements TokenMixer {
    private static final double DEVIATION = 0.02;
    private static final float[] NONE = new float[0];

    private final AttentionMixerConfig config;
    private final StateRule state;
    private final Workers workers;
    private final HeadProjection query;
    private final HeadProjection key;
    private final HeadProjection value;
    private final ForgetGate gate;
    private final WriteStrength strength;
    private final HeadOutput output;

    /**
     * Adds its parameters to a model's.
     *
     * @param name        prefix of its parameters' names
     * @param width       channels of the model
     * @param outputBound of the initial output projection
     */
    public AttentionMixer(AttentionMixerConfig config, Parameters parameters, String name, int width,
            double outputBound, Workers workers) {
        this.config = config;
        this.workers = workers;
        state = config.rule().stateRule();
        var build = new Builder(parameters, name, width);
        query = build.projection("query", config.unitKeys(), 1, config.keyWidth());
        key = build.projection("key", config.unitKeys(), state.writes(), config.keyWidth());
        value = build.projection("value", false, state.writes(), config.valueWidth());
        strength = state.delta()
                ? new WriteStrength(build.linear("strength", config.heads() * state.writes(), width),
                        config.rule().maxBeta(), config.heads())
                : null;
        gate = config.gates() == 0 ? null : build.gate();
        int inner = config.heads() * config.valueWidth();
        output = new HeadOutput(
                config.outputNorm()
                        ? new RmsNorm(parameters.constant(name + "outputNorm", 1, config.valueWidth(), 1), 1e-5f)
                        : null,
                config.outputGate() ? build.linear("outputGate", inner, width) : null,
                new Linear(parameters.uniform(name + "output", width, inner, outputBound)), config.heads(),
                config.valueWidth());
    }

    private final class Builder {
        private final Parameters parameters;
        private final String name;
        private final int width;

        private Builder(Parameters parameters, String name, int width) {
            this.parameters = parameters;
            this.name = name;
            this.width = width;
        }

        private Linear linear(String part, int outputs, int inputs) {
            return new Linear(parameters.normal(name + part, outputs, inputs, DEVIATION));
        }

        private HeadProjection projection(String part, boolean unit, int writes, int dim) {
            int outputs = writes * config.heads() * dim;
            Linear linear = linear(part, outputs, width);
            int taps = config.convolution();
            ShortConvolution convolution = taps == 0
                    ? null
                    : new ShortConvolution(
                            parameters.uniform(name + part + ".convolution", outputs, taps, 1 / Math.sqrt(taps)));
            return new HeadProjection(linear, convolution, config.activation(), unit, writes, config.heads(), dim);
        }

        private ForgetGate gate() {
            boolean low = state.gate() == Gate.CHANNEL && config.gateRank() > 0;
            boolean softplus = config.gateForm() == GateForm.SOFTPLUS;
            Linear first = low ? linear("gate.down", config.gateRank(), width) : null;
            Parameter weight = parameters.normal(name + "gate.up", config.gates(), low ? config.gateRank() : width,
                    DEVIATION);
            Parameter bias = softplus
                    ? parameters.drawn(name + "gate.bias", 1, config.gates(), random -> {
                        double step = 0.001 * StrictMath.pow(100, random.nextDouble());
                        return StrictMath.log(StrictMath.expm1(step));
                    })
                    : parameters.constant(name + "gate.bias", 1, config.gates(), 0);
            Parameter rate = softplus
                    ? parameters.drawn(name + "gate.rate", 1, config.gates(),
                            random -> StrictMath.log(1 + 15 * random.nextDouble()))
                    : null;
            return new ForgetGate(first, new Linear(weight, bias), rate, config.gateTemperature(), config.heads());
        }
    }

    /** What this mixer is. */
    public AttentionMixerConfig config() {
        return config;
    }

    /** One sequence. */
    @Override
    public TokenMixer.Pass pass(int maxTime) {
        return pass(1, maxTime);
    }

    /** {@code batch} sequences of equal length; x and y are {@code [batch * time][width]}. */
    public TokenMixer.Pass pass(int batch, int maxTime) {
        return new ForEveryTime(batch, maxTime);
    }

    /** Decoding of one sequence from its beginning, with memory that does not grow (but with softmax attention's). */
    public MixerDecoder decoder() {
        return new MixerDecoder(this);
    }

    /** Buffers for a prompt, or a piece of one, of {@code time} tokens. */
    Pass prompt(int time) {
        return new Pass(1, time);
    }

    StateRule state() {
        return state;
    }

    HeadProjection[] projections() {
        return new HeadProjection[] {query, key, value};
    }

    ForgetGate gate() {
        return gate;
    }

    WriteStrength strength() {
        return strength;
    }

    HeadOutput output() {
        return output;
    }

    /** Buffers for the last length only: training has one length. */
    private final class ForEveryTime implements TokenMixer.Pass {
        private final int batch;
        private Pass last;

        ForEveryTime(int batch, int time) {
            this.batch = batch;
            last = new Pass(batch, time);
        }

        @Override
        public void forward(float[] parameters, float[] x, float[] y, int time) {
            if (time != last.time) {
                last = new Pass(batch, time);
            }
            last.forward(parameters, x, y, NONE, new float[3][]);
        }

        @Override
        public void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient, int time) {
            last.backward(parameters, x, dy, dx, gradient);
        }
    }

    /** The buffers for one batch and length. */
    final class Pass {
        private final int time;
        private final Layout layout;
        private final Chunkwise attention = Chunkwise.of(config.rule(),
                AttentionOptions.defaults().withThreads(workers.threads()));
        private final HeadProjection.Pass queryPass;
        private final HeadProjection.Pass keyPass;
        private final HeadProjection.Pass valuePass;
        private final ForgetGate.Pass gatePass;
        private final WriteStrength.Pass strengthPass;
        private final HeadOutput.Pass outputPass;
        private final FloatOutputs outputs;
        private FloatInputs inputs;
        private float[] dO = NONE;
        private FloatGradients gradients;

        private Pass(int batch, int time) {
            this.time = time;
            layout = Layout.of(batch, config.heads(), time, config.keyWidth(), config.valueWidth());
            queryPass = query.pass(batch, time, workers);
            keyPass = key.pass(batch, time, workers);
            valuePass = value.pass(batch, time, workers);
            gatePass = gate == null ? null : gate.pass(batch, time, workers);
            strengthPass = strength == null ? null : strength.pass(batch, time, workers);
            outputPass = output.pass(batch, time, workers);
            outputs = new FloatOutputs(new float[Math.toIntExact(layout.rows() * layout.valueDim())],
                    new float[layout.states() * layout.keyDim()
                            * config.rule().stateColumns(config.valueWidth())]);
        }

        /** From a state and the histories of q, k and v, which it brings up to date (null: from nothing). */
        void forward(float[] parameters, float[] x, float[] y, float[] initialState, float[][] histories) {
            project(parameters, x, initialState, histories);
            attention.forward(inputs, outputs);
            outputPass.forward(parameters, x, outputs.o(), y);
        }

        /** The inputs of the attention. */
        FloatInputs project(float[] parameters, float[] x, float[] initialState, float[][] histories) {
            queryPass.forward(parameters, x, histories[0]);
            keyPass.forward(parameters, x, histories[1]);
            valuePass.forward(parameters, x, histories[2]);
            if (gatePass != null) {
                gatePass.forward(parameters, x);
            }
            if (strengthPass != null) {
                strengthPass.forward(parameters, x);
            }
            inputs = new FloatInputs(layout, queryPass.result(), keyPass.result(), valuePass.result(),
                    gatePass == null ? NONE : gatePass.result(), strengthPass == null ? NONE : strengthPass.result(),
                    initialState);
            return inputs;
        }

        /** y from outputs of the attention that came another way. */
        void finish(float[] parameters, float[] x, float[] o, float[] y) {
            outputPass.forward(parameters, x, o, y);
        }

        float[] finalState() {
            return outputs.finalState();
        }

        void backward(float[] parameters, float[] x, float[] dy, float[] dx, float[] gradient) {
            if (gradients == null) {
                dO = new float[outputs.o().length];
                gradients = new FloatGradients(new float[inputs.q().length], new float[inputs.k().length],
                        new float[inputs.v().length], new float[inputs.logDecay().length],
                        new float[inputs.beta().length], new float[outputs.finalState().length]);
            }
            outputPass.backward(parameters, x, dy, dO, dx, gradient);
            attention.backward(inputs, dO, NONE, gradients);
            queryPass.backward(parameters, x, gradients.q(), dx, gradient);
            keyPass.backward(parameters, x, gradients.k(), dx, gradient);
            valuePass.backward(parameters, x, gradients.v(), dx, gradient);
            if (gatePass != null) {
                gatePass.backward(parameters, x, gradients.logDecay(), dx, gradient);
            }
            if (strengthPass != null) {
                strengthPass.backward(parameters, x, gradients.beta(), dx, gradient);
            }
        }
    }
}
