package dev.linnet.language;

import dev.linnet.attention.Recurrent;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.nn.Parameter;
import dev.linnet.nn.rows.AttentionMixerConfig;
import dev.linnet.nn.rows.GateForm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The forward pass of a {@link LanguageModel} in double precision, one sequence at a time, as the equations stand, around
 * {@link Recurrent}: what the fast model and, by finite differences of {@link #loss}, its backward pass are tested against.
 */
public final class LanguageModelTwin {
    private final LanguageModelConfig config;
    private final Map<String, Parameter> parameters = new HashMap<>();

    /** The twin of {@code model}: the same configuration and parameter layout. */
    public LanguageModelTwin(LanguageModel model) {
        config = model.config();
        model.parameters().list().forEach(parameter -> parameters.put(parameter.name(), parameter));
    }

    /** The mean loss, in nats, of predicting {@code targets} after {@code tokens}; one row a sequence. */
    public double loss(double[] values, int[][] tokens, int[][] targets) {
        double loss = 0;
        int count = 0;
        for (int s = 0; s < tokens.length; s++) {
            double[][] logits = logits(values, tokens[s]);
            for (int t = 0; t < logits.length; t++) {
                double max = Arrays.stream(logits[t]).max().orElseThrow();
                double sum = Arrays.stream(logits[t]).map(z -> Math.exp(z - max)).sum();
                loss += Math.log(sum) + max - logits[t][targets[s][t]];
                count++;
            }
        }
        return loss / count;
    }

    /** The logits {@code [time][vocabulary]} under the parameters {@code values}. */
    public double[][] logits(double[] values, int[] tokens) {
        Parameter embedding = parameters.get("embedding");
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            int from = embedding.offset() + tokens[t] * embedding.columns();
            x[t] = Arrays.copyOfRange(values, from, from + embedding.columns());
        }
        for (int layer = 0; layer < config.mixers().size(); layer++) {
            String name = "blocks." + layer + ".";
            add(x, mix(config.mixers().get(layer), values, name + "mixer.", norm(values, name + "mixerNorm", x, 1e-6)));
            double[][] normed = norm(values, name + "mlpNorm", x, 1e-6);
            double[][] inner = map(linear(values, name + "mlp.gate", normed), LanguageModelTwin::silu);
            multiply(inner, linear(values, name + "mlp.up", normed));
            add(x, linear(values, name + "mlp.down", inner));
        }
        return linear(values, config.tied() ? "embedding" : "head", norm(values, "norm", x, 1e-6));
    }

    private double[][] mix(AttentionMixerConfig mixer, double[] values, String name, double[][] x) {
        StateRule rule = mixer.rule().stateRule();
        int time = x.length;
        int heads = mixer.heads();
        int writes = rule.writes();
        int dim = mixer.valueWidth();
        double[] q = heads(project(mixer, values, name + "query", x, mixer.unitKeys(), mixer.keyWidth()), heads, 1,
                mixer.keyWidth());
        double[] k = heads(project(mixer, values, name + "key", x, mixer.unitKeys(), mixer.keyWidth()), heads, writes,
                mixer.keyWidth());
        double[] v = heads(project(mixer, values, name + "value", x, false, dim), heads, writes, dim);
        var inputs = DoubleInputs.of(Layout.of(1, heads, time, mixer.keyWidth(), dim), q, k, v);
        if (mixer.gates() > 0) {
            inputs = inputs.withLogDecay(heads(gates(mixer, values, name, x), heads, 1, mixer.gates() / heads));
        }
        if (rule.delta()) {
            double[][] beta = map(linear(values, name + "strength", x), z -> mixer.rule().maxBeta() * sigmoid(z));
            // channels are [head][write], so a head's strengths of a step lie together
            inputs = inputs.withBeta(heads(beta, heads, 1, writes));
        }
        double[] o = Recurrent.of(mixer.rule()).forward(inputs).o();
        double[][] rows = new double[time][heads * dim];
        for (int t = 0; t < time; t++) {
            for (int head = 0; head < heads; head++) {
                System.arraycopy(o, (head * time + t) * dim, rows[t], head * dim, dim);
            }
        }
        if (mixer.outputNorm()) {
            rows = norm(values, name + "outputNorm", rows, 1e-5);
        }
        if (mixer.outputGate()) {
            multiply(rows, map(linear(values, name + "outputGate", x), LanguageModelTwin::silu));
        }
        return linear(values, name + "output", rows);
    }

    /** From {@code [time][write][head][dim]} to {@code [head][time][write][dim]}. */
    private static double[] heads(double[][] rows, int heads, int writes, int dim) {
        double[] to = new double[rows.length * heads * writes * dim];
        for (int t = 0; t < rows.length; t++) {
            for (int write = 0; write < writes; write++) {
                for (int head = 0; head < heads; head++) {
                    System.arraycopy(rows[t], (write * heads + head) * dim, to,
                            ((head * rows.length + t) * writes + write) * dim, dim);
                }
            }
        }
        return to;
    }

    private double[][] project(AttentionMixerConfig mixer, double[] values, String name, double[][] x, boolean unit,
            int dim) {
        double[][] z = linear(values, name, x);
        if (mixer.convolution() > 0) {
            z = convolve(values, name + ".convolution", z);
        }
        if (mixer.activation()) {
            z = map(z, LanguageModelTwin::silu);
        }
        if (unit) {
            for (double[] row : z) {
                for (int from = 0; from < row.length; from += dim) {
                    double squares = 1e-6;
                    for (int i = from; i < from + dim; i++) {
                        squares += row[i] * row[i];
                    }
                    for (int i = from; i < from + dim; i++) {
                        row[i] /= Math.sqrt(squares);
                    }
                }
            }
        }
        return z;
    }

    private double[][] gates(AttentionMixerConfig mixer, double[] values, String name, double[][] x) {
        double[][] inner = parameters.containsKey(name + "gate.down") ? linear(values, name + "gate.down", x) : x;
        double[][] z = linear(values, name + "gate.up", inner);
        Parameter bias = parameters.get(name + "gate.bias");
        Parameter rate = parameters.get(name + "gate.rate");
        for (double[] row : z) {
            for (int i = 0; i < row.length; i++) {
                double b = row[i] + values[bias.offset() + i];
                row[i] = mixer.gateForm() == GateForm.LOG_SIGMOID
                        ? -softplus(-b) / mixer.gateTemperature()
                        : -Math.exp(values[rate.offset() + i]) * softplus(b);
            }
        }
        return z;
    }

    private double[][] linear(double[] values, String name, double[][] x) {
        Parameter weight = parameters.get(name);
        double[][] y = new double[x.length][weight.rows()];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < weight.rows(); o++) {
                for (int i = 0; i < weight.columns(); i++) {
                    y[t][o] += values[weight.offset() + o * weight.columns() + i] * x[t][i];
                }
            }
        }
        return y;
    }

    private double[][] convolve(double[] values, String name, double[][] x) {
        Parameter weight = parameters.get(name);
        int taps = weight.columns();
        double[][] y = new double[x.length][weight.rows()];
        for (int t = 0; t < x.length; t++) {
            for (int c = 0; c < weight.rows(); c++) {
                for (int i = Math.max(0, taps - 1 - t); i < taps; i++) {
                    y[t][c] += values[weight.offset() + c * taps + i] * x[t - taps + 1 + i][c];
                }
            }
        }
        return y;
    }

    /** Over the whole row, or within each head if the weight is shorter than a row. */
    private double[][] norm(double[] values, String name, double[][] x, double epsilon) {
        Parameter weight = parameters.get(name);
        int width = weight.size();
        double[][] y = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int from = 0; from < x[t].length; from += width) {
                double squares = 0;
                for (int i = 0; i < width; i++) {
                    squares += x[t][from + i] * x[t][from + i];
                }
                double rms = Math.sqrt(squares / width + epsilon);
                for (int i = 0; i < width; i++) {
                    y[t][from + i] = values[weight.offset() + i] * x[t][from + i] / rms;
                }
            }
        }
        return y;
    }

    private static double[][] map(double[][] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(f).toArray()).toArray(double[][]::new);
    }

    private static void add(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] += y[t][i];
            }
        }
    }

    private static void multiply(double[][] x, double[][] y) {
        for (int t = 0; t < x.length; t++) {
            for (int i = 0; i < x[t].length; i++) {
                x[t][i] *= y[t][i];
            }
        }
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static double silu(double z) {
        return z * sigmoid(z);
    }

    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
}
