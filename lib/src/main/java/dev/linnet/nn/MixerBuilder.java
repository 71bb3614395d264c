package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;
import java.util.ArrayList;
import java.util.function.Supplier;

/** Makes the mixer of a block and adds its parameters to the model's, in the order in which they are initialised. */
final class MixerBuilder {
    private static final double DEVIATION = 0.02;

    private final BlockConfig config;
    private final Parameters parameters;
    private final String name;
    private final int width;
    private final int heads;
    private final int inner;

    /** {@code name} is the prefix of the parameters' names. */
    MixerBuilder(BlockConfig config, Parameters parameters, String name) {
        this.config = config;
        this.parameters = parameters;
        this.name = name;
        width = config.width();
        heads = config.heads();
        inner = heads * config.headWidth();
    }

    TokenMixer build() {
        var scaled = new UnitNorm(heads, config.headWidth(), (float) (1 / Math.sqrt(config.headWidth())));
        var unit = new UnitNorm(heads, config.headWidth(), 1f);
        return switch (config.mixer()) {
            case MixerConfig.Delta delta -> delta(delta.householders(), delta.range(), false, scaled, unit);
            case MixerConfig.GatedDelta delta -> delta(delta.householders(), delta.range(), true, scaled, unit);
            case MixerConfig.Diagonal diagonal -> diagonal(scaled, unit,
                    () -> new ForgetGate.Ranged(linear("gate", inner, width), diagonal.range()));
            case MixerConfig.Gated gated -> diagonal(null, null, () -> new ForgetGate.Root(linear("gate", inner, width),
                    Integer.numberOfTrailingZeros(gated.temperature())));
            case MixerConfig.Additive _ -> diagonal(null, null, () -> new ForgetGate.Open());
            case MixerConfig.Complex complex -> complex(complex.range(), scaled, unit);
            case MixerConfig.Selective selective -> selective(selective.stateWidth(), selective.range());
            case MixerConfig.MatrixMemory _ -> matrixMemory();
            case MixerConfig.Elman _ -> elman();
            case MixerConfig.Lstm _ -> lstm();
            case MixerConfig.ScalarMemory _ -> scalarMemory();
            case MixerConfig.Dense _ -> dense();
            case MixerConfig.Softmax _ -> new SoftmaxMixer(linear("query", inner, width), linear("key", inner, width),
                    linear("value", inner, width), output(), heads, config.headWidth());
        };
    }

    private DeltaMixer delta(int householders, EigenvalueRange range, boolean gated, UnitNorm scaled, UnitNorm unit) {
        Projection query = projection("query", scaled);
        var keys = new ArrayList<Projection>();
        var values = new ArrayList<Projection>();
        var strengths = new ArrayList<Linear>();
        for (int j = 0; j < householders; j++) {
            keys.add(projection("key." + j, unit));
            values.add(projection("value." + j, null));
            strengths.add(linear("strength." + j, heads, width));
        }
        return new DeltaMixer(query, keys, values, strengths, gated ? decay() : null, outputNorm(), output(), heads,
                config.headWidth(), range.strengthScale());
    }

    private ScalarDecay decay() {
        return new ScalarDecay(linear("decay", heads, width),
                parameters.drawn(name + "decay.bias", 1, heads, random -> smallStep(random.nextDouble())),
                parameters.drawn(name + "decay.rate", 1, heads,
                        random -> StrictMath.log(1 + 15 * random.nextDouble())));
    }

    /** softplus^-1 of a log-uniform number in [0.001, 0.1], as in Mamba. */
    private static double smallStep(double uniform) {
        return StrictMath.log(StrictMath.expm1(0.001 * StrictMath.pow(100, uniform)));
    }

    /** The gate is asked for where its parameters stand: behind those of the values. */
    private DiagonalMixer diagonal(UnitNorm queryNorm, UnitNorm keyNorm, Supplier<ForgetGate> gate) {
        return new DiagonalMixer(projection("query", queryNorm), projection("key.0", keyNorm),
                projection("value.0", null), gate.get(), outputNorm(), output(), heads, config.headWidth());
    }

    private ComplexMixer complex(EigenvalueRange range, UnitNorm scaled, UnitNorm unit) {
        return new ComplexMixer(projection("query", scaled), projection("key.0", unit), projection("value.0", null),
                new ComplexGate(linear("gate", inner / 2, width), linear("turn", inner / 2, width), range),
                outputNorm(), output(), heads, config.headWidth());
    }

    private SelectiveMixer selective(int states, EigenvalueRange range) {
        Projection content = projection("content", null);
        double bound = 1 / Math.sqrt(inner);
        Linear step = new Linear(parameters.uniform(name + "step", inner, inner, bound),
                parameters.drawn(name + "step.bias", 1, inner, random -> smallStep(random.nextDouble())));
        Linear write = new Linear(parameters.uniform(name + "write", states, inner, bound));
        Linear read = new Linear(parameters.uniform(name + "read", states, inner, bound));
        Linear gate = linear("gate", inner, width);
        int[] n = {0};
        Parameter rates = parameters.drawn(name + "rates", inner, states,
                _ -> StrictMath.log(1 + n[0]++ % states));
        return new SelectiveMixer(content, step, write, read, gate, rates,
                parameters.constant(name + "skip", 1, inner, 1), output(), range);
    }

    private MatrixMemoryMixer matrixMemory() {
        Projection query = projection("query", null);
        Projection key = projection("key.0", null);
        Projection value = projection("value.0", null);
        Linear inputGate = new Linear(parameters.normal(name + "inputGate", heads, width, DEVIATION),
                parameters.constant(name + "inputGate.bias", 1, heads, 0));
        int[] head = {0};
        Linear forgetGate = new Linear(parameters.normal(name + "forgetGate", heads, width, DEVIATION),
                parameters.drawn(name + "forgetGate.bias", 1, heads,
                        _ -> 3 + 3.0 * head[0]++ / Math.max(1, heads - 1)));
        return new MatrixMemoryMixer(query, key, value, inputGate, forgetGate, outputNorm(), output(), heads,
                config.headWidth());
    }

    private ElmanMixer elman() {
        double bound = 1 / Math.sqrt(inner);
        Linear input = new Linear(parameters.uniform(name + "input", inner, width, bound),
                parameters.uniform(name + "input.bias", 1, inner, bound));
        return new ElmanMixer(input, parameters.uniform(name + "recurrent", inner, inner, bound), output());
    }

    private LstmMixer lstm() {
        double bound = 1 / Math.sqrt(inner);
        Linear input = new Linear(parameters.uniform(name + "input", 4 * inner, width, bound),
                parameters.uniform(name + "input.bias", 1, 4 * inner, bound));
        return new LstmMixer(input, parameters.uniform(name + "recurrent", 4 * inner, inner, bound), output());
    }

    private ScalarMemoryMixer scalarMemory() {
        int rows = config.headWidth();
        double bound = 1 / Math.sqrt(rows);
        var cells = new ArrayList<ScalarMemoryMixer.Cell>();
        for (int head = 0; head < heads; head++) {
            int[] row = {0};
            Linear input = new Linear(parameters.uniform(name + "input." + head, 4 * rows, width, bound),
                    parameters.drawn(name + "input." + head + ".bias", 1, 4 * rows, _ -> {
                        int i = row[0]++ - rows;
                        return i < 0 || i >= rows ? 0 : 3 + 3.0 * i / Math.max(1, rows - 1);
                    }));
            cells.add(new ScalarMemoryMixer.Cell(input,
                    parameters.uniform(name + "recurrent." + head, 4 * rows, rows, bound)));
        }
        return new ScalarMemoryMixer(cells, outputNorm(), output(), config.headWidth());
    }

    private DenseMixer dense() {
        int entries = config.headWidth() * config.headWidth();
        int[] entry = {0};
        Linear transition = new Linear(parameters.normal(name + "transition", heads * entries, width, DEVIATION),
                parameters.drawn(name + "transition.bias", 1, heads * entries,
                        _ -> entry[0]++ % entries % (config.headWidth() + 1) == 0 ? 1 : 0));
        return new DenseMixer(transition, linear("value", inner, width), outputNorm(), output(), heads,
                config.headWidth());
    }

    private Projection projection(String part, UnitNorm norm) {
        Linear linear = linear(part, inner, width);
        ShortConvolution convolution = config.convolution() == 0
                ? null
                : new ShortConvolution(
                        parameters.normal(name + part + ".convolution", inner, config.convolution(), DEVIATION));
        return new Projection(linear, convolution, norm);
    }

    private Linear linear(String part, int outputs, int inputs) {
        return new Linear(parameters.normal(name + part, outputs, inputs, DEVIATION));
    }

    private RmsNorm outputNorm() {
        return new RmsNorm(parameters.constant(name + "outputNorm", 1, config.headWidth(), 1), heads, 1e-5f);
    }

    private Linear output() {
        double bound = 1 / Math.sqrt(inner) / Math.sqrt(2.0 * config.layers());
        return new Linear(parameters.uniform(name + "output", width, inner, bound));
    }
}
