package dev.linnet.nn;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.delta.DeltaRecurrence;
import dev.linnet.attention.diagonal.DiagonalRecurrence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The forward pass of a {@link SequenceModel} in double precision, one sequence at a time, layer by layer as the equations
 * stand: what the fast models and, by finite differences of {@link #loss}, their backward passes are tested against.
 */
public final class ModelTwin {
    private final ModelConfig config;
    private final Map<String, Parameter> parameters = new HashMap<>();

    /** The twin of {@code model}: the same configuration and parameter layout. */
    public ModelTwin(SequenceModel model) {
        config = model.config();
        model.parameters().list().forEach(parameter -> parameters.put(parameter.name(), parameter));
    }

    /** The mean cross-entropy over all labelled positions, in nats. */
    public double loss(double[] values, List<LabelledSequence> sequences) {
        double loss = 0;
        int labelled = 0;
        for (LabelledSequence sequence : sequences) {
            double[][] scores = scores(values, sequence.tokens());
            for (int t = 0; t < sequence.length(); t++) {
                int label = sequence.labels()[t];
                if (label != LabelledSequence.IGNORED) {
                    double max = Arrays.stream(scores[t]).max().orElseThrow();
                    double sum = Arrays.stream(scores[t]).map(s -> Math.exp(s - max)).sum();
                    loss += Math.log(sum) + max - scores[t][label];
                    labelled++;
                }
            }
        }
        return loss / labelled;
    }

    /** The scores {@code [T][classes]} under the parameters {@code values}. */
    public double[][] scores(double[] values, int[] tokens) {
        return switch (config) {
            case BlockConfig block -> blockScores(block, values, tokens);
            case GateNetworkConfig gate -> gateScores(gate, values, tokens);
        };
    }

    private double[][] blockScores(BlockConfig block, double[] values, int[] tokens) {
        double[][] x = embed(values, tokens);
        for (int layer = 0; layer < block.layers(); layer++) {
            String name = "blocks." + layer + ".";
            add(x, mix(block, values, name + "mixer.", rmsNorm(values, name + "mixerNorm", x, 1e-6)));
            double[][] normed = rmsNorm(values, name + "mlpNorm", x, 1e-6);
            double[][] inner = map(linear(values, name + "mlp.gate", normed), ModelTwin::silu);
            multiply(inner, linear(values, name + "mlp.up", normed));
            add(x, linear(values, name + "mlp.down", inner));
        }
        return linear(values, "head", rmsNorm(values, "norm", x, 1e-6));
    }

    private double[][] mix(BlockConfig block, double[] values, String name, double[][] x) {
        int width = block.headWidth();
        double[][] raw = project(block, values, name + "query", x);
        double[][] q = unitKeys(block) ? unit(raw, width, 1 / Math.sqrt(width)) : raw;
        double[][] o = new double[x.length][block.heads() * width];
        for (int head = 0; head < block.heads(); head++) {
            double[][] outputs = switch (block.mixer()) {
                case MixerConfig.Delta delta -> deltaHead(block, delta, values, name, x, q, head);
                case MixerConfig.Diagonal _,MixerConfig.Gated _,MixerConfig.Additive _ ->
                    diagonalHead(block, values, name, x, q, head);
            };
            for (int t = 0; t < x.length; t++) {
                System.arraycopy(outputs[t], 0, o[t], head * width, width);
            }
        }
        return linear(values, name + "output", rmsNorm(values, name + "outputNorm", o, 1e-5));
    }

    private double[][] deltaHead(BlockConfig block, MixerConfig.Delta delta, double[] values, String name, double[][] x,
            double[][] q, int head) {
        int n = delta.householders();
        int width = block.headWidth();
        double[][] k = new double[x.length * n][];
        double[][] v = new double[x.length * n][];
        double[] beta = new double[x.length * n];
        for (int j = 0; j < n; j++) {
            double[][] keys = unit(project(block, values, name + "key." + j, x), width, 1);
            double[][] contents = project(block, values, name + "value." + j, x);
            double[][] strengths = linear(values, name + "strength." + j, x);
            for (int t = 0; t < x.length; t++) {
                k[t * n + j] = Arrays.copyOfRange(keys[t], head * width, (head + 1) * width);
                v[t * n + j] = Arrays.copyOfRange(contents[t], head * width, (head + 1) * width);
                beta[t * n + j] = delta.range().strengthScale() * sigmoid(strengths[t][head]);
            }
        }
        return DeltaRecurrence.forward(head(q, head, width), k, v, beta, n, new double[width][width]).outputs();
    }

    private static boolean unitKeys(BlockConfig block) {
        return !(block.mixer() instanceof MixerConfig.Gated || block.mixer() instanceof MixerConfig.Additive);
    }

    private double[][] diagonalHead(BlockConfig block, double[] values, String name, double[][] x, double[][] q,
            int head) {
        int width = block.headWidth();
        double[][] raw = project(block, values, name + "key.0", x);
        double[][] keys = unitKeys(block) ? unit(raw, width, 1) : raw;
        double[][] contents = project(block, values, name + "value.0", x);
        double[][] gates = switch (block.mixer()) {
            case MixerConfig.Gated gated -> map(linear(values, name + "gate", x),
                    z -> Math.pow(sigmoid(z), 1.0 / gated.temperature()));
            case MixerConfig.Additive _ -> map(raw, _ -> 1);
            case MixerConfig.Diagonal _,MixerConfig.Delta _ -> {
                EigenvalueRange range = block.mixer().range();
                yield map(linear(values, name + "gate", x), z -> range.gateScale() * sigmoid(z) + range.gateShift());
            }
        };
        return DiagonalRecurrence.forward(head(q, head, width), head(keys, head, width), head(contents, head, width),
                head(gates, head, width), new double[width][width]).outputs();
    }

    private double[][] project(BlockConfig block, double[] values, String name, double[][] x) {
        double[][] projected = linear(values, name, x);
        if (block.convolution() > 0) {
            projected = convolve(values, name + ".convolution", projected);
        }
        return map(projected, ModelTwin::silu);
    }

    private double[][] gateScores(GateNetworkConfig gate, double[] values, int[] tokens) {
        double[][] x = layerNorm(values, "inputNorm", embed(values, tokens));
        boolean signed = gate.range() == EigenvalueRange.SIGNED;
        double[][] a = map(affine(values, "gate", x), z -> signed ? Math.tanh(10 * z) : sigmoid(10 * z));
        double[][] b = affine(values, "input", x);
        double[][] h = new double[tokens.length][gate.width()];
        for (int t = 0; t < tokens.length; t++) {
            for (int c = 0; c < gate.width(); c++) {
                double previous = t == 0 ? 0 : h[t - 1][c];
                h[t][c] = a[t][c] * previous + b[t][c] * x[t][c];
            }
        }
        return affine(values, "head", layerNorm(values, "outputNorm", h));
    }

    private Parameter parameter(String name) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("The model has no parameter " + name + ".");
        }
        return parameter;
    }

    private double[][] embed(double[] values, int[] tokens) {
        Parameter table = parameter("embedding");
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            int row = table.offset() + tokens[t] * table.columns();
            x[t] = Arrays.copyOfRange(values, row, row + table.columns());
        }
        return x;
    }

    private double[][] linear(double[] values, String name, double[][] x) {
        Parameter weight = parameter(name);
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

    private double[][] affine(double[] values, String name, double[][] x) {
        double[][] y = linear(values, name + ".weight", x);
        int bias = parameter(name + ".bias").offset();
        for (double[] row : y) {
            for (int o = 0; o < row.length; o++) {
                row[o] += values[bias + o];
            }
        }
        return y;
    }

    /** Within blocks of the weight's size. */
    private double[][] rmsNorm(double[] values, String name, double[][] x, double epsilon) {
        Parameter weight = parameter(name);
        int width = weight.size();
        double[][] y = new double[x.length][x.length == 0 ? 0 : x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int from = 0; from < y[t].length; from += width) {
                double squares = 0;
                for (int c = 0; c < width; c++) {
                    squares += x[t][from + c] * x[t][from + c];
                }
                double r = 1 / Math.sqrt(squares / width + epsilon);
                for (int c = 0; c < width; c++) {
                    y[t][from + c] = values[weight.offset() + c] * x[t][from + c] * r;
                }
            }
        }
        return y;
    }

    private double[][] layerNorm(double[] values, String name, double[][] x) {
        int weight = parameter(name + ".weight").offset();
        int bias = parameter(name + ".bias").offset();
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double mean = Arrays.stream(x[t]).average().orElse(0);
            double variance = Arrays.stream(x[t]).map(v -> (v - mean) * (v - mean)).average().orElse(0);
            y[t] = new double[x[t].length];
            for (int c = 0; c < y[t].length; c++) {
                y[t][c] = values[weight + c] * (x[t][c] - mean) / Math.sqrt(variance + 1e-5) + values[bias + c];
            }
        }
        return y;
    }

    private double[][] convolve(double[] values, String name, double[][] x) {
        Parameter weight = parameter(name);
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

    private static double[][] unit(double[][] x, int width, double gain) {
        double[][] y = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            y[t] = new double[x[t].length];
            for (int from = 0; from < y[t].length; from += width) {
                double squares = 0;
                for (int c = from; c < from + width; c++) {
                    squares += x[t][c] * x[t][c];
                }
                for (int c = from; c < from + width; c++) {
                    y[t][c] = gain * x[t][c] / Math.sqrt(squares + 1e-6);
                }
            }
        }
        return y;
    }

    private static double[][] head(double[][] x, int head, int width) {
        return Arrays.stream(x)
                .map(row -> Arrays.copyOfRange(row, head * width, (head + 1) * width))
                .toArray(double[][]::new);
    }

    private static double[][] map(double[][] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(function).toArray()).toArray(double[][]::new);
    }

    private static void add(double[][] to, double[][] from) {
        for (int t = 0; t < to.length; t++) {
            for (int c = 0; c < to[t].length; c++) {
                to[t][c] += from[t][c];
            }
        }
    }

    private static void multiply(double[][] to, double[][] from) {
        for (int t = 0; t < to.length; t++) {
            for (int c = 0; c < to[t].length; c++) {
                to[t][c] *= from[t][c];
            }
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double silu(double x) {
        return x * sigmoid(x);
    }
}
