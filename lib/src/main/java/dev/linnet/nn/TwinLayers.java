package dev.linnet.nn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** The layers of {@link ModelTwin} and {@link MixerTwin}: arrays {@code [T][channels]}, parameters by name. */
final class TwinLayers {
    private final Map<String, Parameter> parameters = new HashMap<>();

    TwinLayers(Parameters parameters) {
        parameters.list().forEach(parameter -> this.parameters.put(parameter.name(), parameter));
    }

    Parameter parameter(String name) {
        Parameter parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalArgumentException("The model has no parameter " + name + ".");
        }
        return parameter;
    }

    double[][] embed(double[] values, int[] tokens) {
        Parameter table = parameter("embedding");
        double[][] x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            int row = table.offset() + tokens[t] * table.columns();
            x[t] = Arrays.copyOfRange(values, row, row + table.columns());
        }
        return x;
    }

    double[][] linear(double[] values, String name, double[][] x) {
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

    double[][] affine(double[] values, String name, double[][] x) {
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
    double[][] rmsNorm(double[] values, String name, double[][] x, double epsilon) {
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

    double[][] layerNorm(double[] values, String name, double[][] x) {
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

    double[][] convolve(double[] values, String name, double[][] x) {
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

    static double[][] unit(double[][] x, int width, double gain) {
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

    static double[][] head(double[][] x, int head, int width) {
        return Arrays.stream(x)
                .map(row -> Arrays.copyOfRange(row, head * width, (head + 1) * width))
                .toArray(double[][]::new);
    }

    static double[][] map(double[][] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(function).toArray()).toArray(double[][]::new);
    }

    static void add(double[][] to, double[][] from) {
        for (int t = 0; t < to.length; t++) {
            for (int c = 0; c < to[t].length; c++) {
                to[t][c] += from[t][c];
            }
        }
    }

    static void multiply(double[][] to, double[][] from) {
        for (int t = 0; t < to.length; t++) {
            for (int c = 0; c < to[t].length; c++) {
                to[t][c] *= from[t][c];
            }
        }
    }

    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static double silu(double x) {
        return x * sigmoid(x);
    }

    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
