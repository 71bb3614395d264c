package dev.linnet.odeen.transformer;

import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The Transformer's equations in double precision, one sequence at a time and forward only: the weights are looked up by their names, so
 * that it computes what {@link Encoder} and {@link Decoder} of the same parameters do, without dropout.
 */
public final class TransformerTwin {
    private final TransformerConfig config;
    private final Map<String, Parameter> parameters = new HashMap<>();
    private final double[] values;

    /** Takes the weights as {@code values} has them, in the places that {@code parameters} names. */
    public TransformerTwin(TransformerConfig config, Parameters parameters, double[] values) {
        this.config = config;
        parameters.list().forEach(parameter -> this.parameters.put(parameter.name(), parameter));
        this.values = values;
    }

    /** The encoding of x {@code [time][width]}. */
    public double[][] encode(String name, double[][] x) {
        double[][] y = x;
        for (int i = 0; i < config.encoderLayers(); i++) {
            String layer = name + "." + i;
            double[][] u = norm(layer + ".firstNorm", add(y, attendItself(layer + ".attention", y, false)));
            y = norm(layer + ".secondNorm", add(u, feedForward(layer + ".feedForward", u)));
        }
        return norm(name + ".norm", y);
    }

    /** The decoding of x {@code [time][width]} with a memory {@code [memoryTime][width]}. */
    public double[][] decode(String name, double[][] x, double[][] memory, boolean causal) {
        double[][] y = x;
        for (int i = 0; i < config.decoderLayers(); i++) {
            String layer = name + "." + i;
            double[][] u = norm(layer + ".firstNorm", add(y, attendItself(layer + ".attention", y, causal)));
            double[][] v = norm(layer + ".secondNorm", add(u, attendMemory(layer + ".memory", u, memory)));
            y = norm(layer + ".thirdNorm", add(v, feedForward(layer + ".feedForward", v)));
        }
        return norm(name + ".norm", y);
    }

    private double[][] attendItself(String name, double[][] x, boolean causal) {
        double[][] all = linear(name + ".queryKeyValue", x);
        int width = config.width();
        return linear(name + ".out",
                attend(columns(all, 0, width), columns(all, width, width), columns(all, 2 * width, width), causal));
    }

    private double[][] attendMemory(String name, double[][] x, double[][] memory) {
        double[][] pairs = linear(name + ".keyValue", memory);
        int width = config.width();
        return linear(name + ".out",
                attend(linear(name + ".query", x), columns(pairs, 0, width), columns(pairs, width, width), false));
    }

    /** O_i = Σ_j softmax_j(q_i . k_j / sqrt(headWidth)) v_j for each head's channels. */
    private double[][] attend(double[][] q, double[][] k, double[][] v, boolean causal) {
        var o = new double[q.length][config.width()];
        for (int head = 0; head < config.heads(); head++) {
            int from = head * config.headWidth();
            for (int i = 0; i < q.length; i++) {
                int seen = causal ? i + 1 : k.length;
                var weights = new double[seen];
                double sum = 0;
                for (int j = 0; j < seen; j++) {
                    double score = 0;
                    for (int c = from; c < from + config.headWidth(); c++) {
                        score += q[i][c] * k[j][c];
                    }
                    weights[j] = Math.exp(score / Math.sqrt(config.headWidth()));
                    sum += weights[j];
                }
                for (int j = 0; j < seen; j++) {
                    for (int c = from; c < from + config.headWidth(); c++) {
                        o[i][c] += weights[j] / sum * v[j][c];
                    }
                }
            }
        }
        return o;
    }

    private double[][] feedForward(String name, double[][] x) {
        return linear(name + ".out", map(linear(name + ".in", x), h -> Math.max(h, 0)));
    }

    /** y = W x + b with the weight and bias of a name. */
    public double[][] linear(String name, double[][] x) {
        Parameter weight = parameters.get(name + ".weight");
        Parameter bias = parameters.get(name + ".bias");
        var y = new double[x.length][weight.rows()];
        for (int row = 0; row < x.length; row++) {
            for (int o = 0; o < weight.rows(); o++) {
                y[row][o] = values[bias.offset() + o];
                for (int c = 0; c < weight.columns(); c++) {
                    y[row][o] += values[weight.offset() + o * weight.columns() + c] * x[row][c];
                }
            }
        }
        return y;
    }

    private double[][] norm(String name, double[][] x) {
        Parameter weight = parameters.get(name + ".weight");
        Parameter bias = parameters.get(name + ".bias");
        var y = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            double mean = 0;
            for (double h : x[row]) {
                mean += h / x[row].length;
            }
            double variance = 0;
            for (double h : x[row]) {
                variance += (h - mean) * (h - mean) / x[row].length;
            }
            y[row] = new double[x[row].length];
            for (int c = 0; c < y[row].length; c++) {
                y[row][c] = values[weight.offset() + c] * (x[row][c] - mean)
                        / Math.sqrt(variance + ResidualNorm.EPSILON)
                        + values[bias.offset() + c];
            }
        }
        return y;
    }

    private static double[][] columns(double[][] x, int from, int count) {
        var y = new double[x.length][count];
        for (int row = 0; row < x.length; row++) {
            System.arraycopy(x[row], from, y[row], 0, count);
        }
        return y;
    }

    private static double[][] add(double[][] a, double[][] b) {
        var sum = new double[a.length][a[0].length];
        for (int row = 0; row < a.length; row++) {
            for (int c = 0; c < sum[row].length; c++) {
                sum[row][c] = a[row][c] + b[row][c];
            }
        }
        return sum;
    }

    private static double[][] map(double[][] x, DoubleUnaryOperator function) {
        var y = new double[x.length][x[0].length];
        for (int row = 0; row < x.length; row++) {
            for (int c = 0; c < y[row].length; c++) {
                y[row][c] = function.applyAsDouble(x[row][c]);
            }
        }
        return y;
    }
}
