package dev.linnet.nn;

import static dev.linnet.nn.TwinLayers.head;
import static dev.linnet.nn.TwinLayers.map;
import static dev.linnet.nn.TwinLayers.sigmoid;
import static dev.linnet.nn.TwinLayers.softplus;
import static dev.linnet.nn.TwinLayers.unit;

import dev.linnet.attention.EigenvalueRange;
import dev.linnet.attention.delta.DeltaRecurrence;
import dev.linnet.attention.diagonal.ComplexRecurrence;
import dev.linnet.attention.diagonal.DiagonalRecurrence;
import java.util.Arrays;

/** Every token mixer in double precision, one sequence, one head and one step at a time, as the equations stand. */
final class MixerTwin {
    /** Receives what each token does to each head's state. */
    interface Sink {
        void transition(int head, int time, double[][] matrix);
    }

    private final BlockConfig block;
    private final TwinLayers layers;
    private final double[] values;
    private final String name;
    private final Sink sink;
    private final double[][] states;
    private final int width;

    /** {@code name} is the prefix of the mixer's parameters; {@code sink}, and {@code states} for a row a token, may be null. */
    MixerTwin(BlockConfig block, TwinLayers layers, double[] values, String name, Sink sink, double[][] states) {
        this.block = block;
        this.layers = layers;
        this.values = values;
        this.name = name;
        this.sink = sink;
        this.states = states;
        width = block.headWidth();
    }

    /** The mixer's output for x, both {@code [T][width]}. */
    double[][] mix(double[][] x) {
        return linear("output", switch (block.mixer()) {
            case MixerConfig.Delta delta -> delta(x, delta.householders(), delta.range(), false);
            case MixerConfig.GatedDelta delta -> delta(x, delta.householders(), delta.range(), true);
            case MixerConfig.Diagonal diagonal -> diagonal(x, true, gates(x, diagonal.range()));
            case MixerConfig.Gated gated -> diagonal(x, false,
                    map(linear("gate", x), z -> Math.pow(sigmoid(z), 1.0 / gated.temperature())));
            case MixerConfig.Additive _ -> diagonal(x, false, map(new double[x.length][inner()], _ -> 1));
            case MixerConfig.Complex complex -> complex(x, complex.range());
            case MixerConfig.Selective selective -> selective(x, selective.stateWidth(), selective.range());
            case MixerConfig.MatrixMemory _ -> matrixMemory(x);
            case MixerConfig.Elman _ -> elman(x);
            case MixerConfig.Lstm _ -> lstm(x);
            case MixerConfig.ScalarMemory _ -> scalarMemory(x);
            case MixerConfig.Dense _ -> dense(x);
            case MixerConfig.Softmax _ -> softmax(x);
        });
    }

    private int inner() {
        return block.heads() * width;
    }

    private double[][] linear(String part, double[][] x) {
        return layers.linear(values, name + part, x);
    }

    private double[] parameter(String part) {
        Parameter parameter = layers.parameter(name + part);
        return Arrays.copyOfRange(values, parameter.offset(), parameter.offset() + parameter.size());
    }

    /** W x + b for a bias with a name of its own. */
    private double[][] affine(String part, double[][] x) {
        double[] bias = parameter(part + ".bias");
        double[][] y = linear(part, x);
        for (double[] row : y) {
            for (int i = 0; i < row.length; i++) {
                row[i] += bias[i];
            }
        }
        return y;
    }

    private double[][] project(String part, double[][] x) {
        double[][] projected = linear(part, x);
        if (block.convolution() > 0) {
            projected = layers.convolve(values, name + part + ".convolution", projected);
        }
        return map(projected, TwinLayers::silu);
    }

    private double[][] norm(double[][] o) {
        return layers.rmsNorm(values, name + "outputNorm", o, 1e-5);
    }

    /** Writes one head's outputs to its place. */
    private void place(double[][] outputs, int head, double[][] o) {
        for (int t = 0; t < o.length; t++) {
            System.arraycopy(outputs[t], 0, o[t], head * width, width);
        }
    }

    private void tell(int head, int time, double[][] matrix) {
        if (sink != null) {
            sink.transition(head, time, matrix);
        }
    }

    /** Keeps part {@code number} of {@code parts} equally large parts of the state after a token. */
    private void keep(int number, int parts, int time, double[]... rows) {
        if (states != null) {
            int size = rows.length * rows[0].length;
            if (states[time] == null) {
                states[time] = new double[parts * size];
            }
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(rows[i], 0, states[time], number * size + i * rows[i].length, rows[i].length);
            }
        }
    }

    private double[][] delta(double[][] x, int n, EigenvalueRange range, boolean gated) {
        double[][] q = unit(project("query", x), width, 1 / Math.sqrt(width));
        double[][][] k = new double[n][][];
        double[][][] v = new double[n][][];
        double[][][] beta = new double[n][][];
        for (int j = 0; j < n; j++) {
            k[j] = unit(project("key." + j, x), width, 1);
            v[j] = project("value." + j, x);
            beta[j] = map(linear("strength." + j, x), z -> range.strengthScale() * sigmoid(z));
        }
        double[][] decay = gated ? decay(x) : null;
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            double[][] state = new double[width][width];
            double[][] outputs = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                double[][] transition = sink == null ? null : identity(width);
                if (gated) {
                    double alpha = decay[t][h];
                    TwinLayers.multiply(state, map(state, _ -> alpha));
                    if (transition != null) {
                        transition = map(transition, entry -> alpha * entry);
                    }
                }
                for (int j = 0; j < n; j++) {
                    double[] key = slice(k[j][t], h);
                    DeltaRecurrence.step(state, key, slice(v[j][t], h), beta[j][t][h]);
                    if (transition != null) {
                        DeltaRecurrence.step(transition, key, new double[width], beta[j][t][h]);
                    }
                }
                tell(h, t, transition);
                keep(h, block.heads(), t, state);
                outputs[t] = DeltaRecurrence.read(state, slice(q[t], h));
            }
            place(outputs, h, o);
        }
        return norm(o);
    }

    private double[] slice(double[] row, int head) {
        return Arrays.copyOfRange(row, head * width, (head + 1) * width);
    }

    private double[][] decay(double[][] x) {
        double[][] z = affine("decay", x);
        double[] rate = parameter("decay.rate");
        for (double[] row : z) {
            for (int h = 0; h < row.length; h++) {
                row[h] = Math.exp(-Math.exp(rate[h]) * softplus(row[h]));
            }
        }
        return z;
    }

    private double[][] gates(double[][] x, EigenvalueRange range) {
        return map(linear("gate", x), z -> range.gateScale() * sigmoid(z) + range.gateShift());
    }

    private double[][] diagonal(double[][] x, boolean unitKeys, double[][] gates) {
        double[][] raw = project("query", x);
        double[][] q = unitKeys ? unit(raw, width, 1 / Math.sqrt(width)) : raw;
        double[][] rawKeys = project("key.0", x);
        double[][] k = unitKeys ? unit(rawKeys, width, 1) : rawKeys;
        double[][] v = project("value.0", x);
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            double[][] a = head(gates, h, width);
            for (int t = 0; t < x.length; t++) {
                tell(h, t, diagonal(a[t]));
            }
            double[][] state = new double[width][width];
            double[][] outputs = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                DiagonalRecurrence.step(state, slice(k[t], h), slice(v[t], h), a[t]);
                keep(h, block.heads(), t, state);
                outputs[t] = DeltaRecurrence.read(state, slice(q[t], h));
            }
            place(outputs, h, o);
        }
        return norm(o);
    }

    private double[][] complex(double[][] x, EigenvalueRange range) {
        double[][] q = unit(project("query", x), width, 1 / Math.sqrt(width));
        double[][] k = unit(project("key.0", x), width, 1);
        double[][] v = project("value.0", x);
        double[][] modulus = gates(x, range);
        double[][] turn = linear("turn", x);
        double[][] a = new double[x.length][];
        double[][] b = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            a[t] = new double[turn[t].length];
            b[t] = new double[turn[t].length];
            for (int p = 0; p < turn[t].length; p++) {
                double w = turn[t][p];
                double angle = 2 * Math.atan(range == EigenvalueRange.SIGNED ? w : w / Math.sqrt(1 + w * w));
                a[t][p] = modulus[t][p] * Math.cos(angle);
                b[t][p] = modulus[t][p] * Math.sin(angle);
            }
        }
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            double[][] real = head(a, h, width / 2);
            double[][] imaginary = head(b, h, width / 2);
            for (int t = 0; t < x.length; t++) {
                tell(h, t, rotations(real[t], imaginary[t]));
            }
            double[][] state = new double[width][width];
            double[][] outputs = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                ComplexRecurrence.step(state, slice(k[t], h), slice(v[t], h), real[t], imaginary[t]);
                keep(h, block.heads(), t, state);
                outputs[t] = DeltaRecurrence.read(state, slice(q[t], h));
            }
            place(outputs, h, o);
        }
        return norm(o);
    }

    private static double[][] rotations(double[] a, double[] b) {
        double[][] matrix = new double[2 * a.length][2 * a.length];
        for (int p = 0; p < a.length; p++) {
            matrix[2 * p][2 * p] = a[p];
            matrix[2 * p][2 * p + 1] = -b[p];
            matrix[2 * p + 1][2 * p] = b[p];
            matrix[2 * p + 1][2 * p + 1] = a[p];
        }
        return matrix;
    }

    private double[][] selective(double[][] x, int states, EigenvalueRange range) {
        double[][] u = project("content", x);
        double[][] step = map(affine("step", u), TwinLayers::softplus);
        double[][] write = linear("write", u);
        double[][] read = linear("read", u);
        double[][] gate = map(linear("gate", x), TwinLayers::silu);
        double[] rates = parameter("rates");
        double[] skip = parameter("skip");
        double[][] y = new double[x.length][inner()];
        for (int d = 0; d < inner(); d++) {
            double[] h = new double[states];
            for (int t = 0; t < x.length; t++) {
                double[] a = new double[states];
                double sum = skip[d] * u[t][d];
                for (int n = 0; n < states; n++) {
                    a[n] = range.gateScale() * Math.exp(-step[t][d] * Math.exp(rates[d * states + n]))
                            + range.gateShift();
                    h[n] = a[n] * h[n] + step[t][d] * write[t][n] * u[t][d];
                    sum += read[t][n] * h[n];
                }
                tell(d, t, diagonal(a));
                keep(d, inner(), t, h);
                y[t][d] = sum * gate[t][d];
            }
        }
        return y;
    }

    /** Without the stabiliser: C, n and the lower bound 1 as they are defined. */
    private double[][] matrixMemory(double[][] x) {
        double[][] q = project("query", x);
        double[][] k = project("key.0", x);
        double[][] v = project("value.0", x);
        double[][] in = map(affine("inputGate", x), Math::exp);
        double[][] forget = map(affine("forgetGate", x), TwinLayers::sigmoid);
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            double[][] memory = new double[width][width + 1];
            for (int t = 0; t < x.length; t++) {
                double[] key = slice(k[t], h);
                double[] content = Arrays.copyOf(slice(v[t], h), width + 1);
                content[width] = 1;
                double scale = in[t][h] / Math.sqrt(width);
                for (int i = 0; i < width; i++) {
                    key[i] *= scale;
                }
                double[] gates = new double[width];
                Arrays.fill(gates, forget[t][h]);
                DiagonalRecurrence.step(memory, key, content, gates);
                tell(h, t, diagonal(gates));
                keep(h, block.heads(), t, memory);
                double[] sums = DeltaRecurrence.read(memory, slice(q[t], h));
                double divisor = Math.max(Math.abs(sums[width]), 1);
                for (int j = 0; j < width; j++) {
                    o[t][h * width + j] = sums[j] / divisor;
                }
            }
        }
        return norm(o);
    }

    private double[][] elman(double[][] x) {
        double[][] z = affine("input", x);
        int units = inner();
        double[] u = parameter("recurrent");
        double[][] h = new double[x.length][units];
        for (int t = 0; t < x.length; t++) {
            double[][] jacobian = sink == null || t == 0 ? null : new double[units][units];
            for (int i = 0; i < units; i++) {
                double sum = z[t][i];
                for (int j = 0; t > 0 && j < units; j++) {
                    sum += u[i * units + j] * h[t - 1][j];
                }
                h[t][i] = Math.tanh(sum);
                for (int j = 0; jacobian != null && j < units; j++) {
                    jacobian[i][j] = (1 - h[t][i] * h[t][i]) * u[i * units + j];
                }
            }
            if (jacobian != null) {
                tell(0, t, jacobian);
            }
            keep(0, 1, t, h[t]);
        }
        return h;
    }

    private double[][] lstm(double[][] x) {
        double[][] z = affine("input", x);
        int units = inner();
        double[] u = parameter("recurrent");
        double[][] h = new double[x.length][units];
        double[] cell = new double[units];
        for (int t = 0; t < x.length; t++) {
            for (int row = 0; t > 0 && row < 4 * units; row++) {
                for (int j = 0; j < units; j++) {
                    z[t][row] += u[row * units + j] * h[t - 1][j];
                }
            }
            for (int i = 0; i < units; i++) {
                cell[i] = sigmoid(z[t][units + i]) * cell[i] + sigmoid(z[t][i]) * Math.tanh(z[t][2 * units + i]);
                h[t][i] = sigmoid(z[t][3 * units + i]) * Math.tanh(cell[i]);
            }
            keep(0, 2, t, cell);
            keep(1, 2, t, h[t]);
        }
        return h;
    }

    private double[][] scalarMemory(double[][] x) {
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            double[][] outputs = RecurrentTwin.scalarMemory(affine("input." + h, x), parameter("recurrent." + h),
                    width);
            for (int t = 0; t < x.length; t++) {
                keep(h, block.heads(), t, outputs[t]);
                outputs[t] = Arrays.copyOfRange(outputs[t], 2 * width, 3 * width);
            }
            place(outputs, h, o);
        }
        return norm(o);
    }

    private double[][] dense(double[][] x) {
        double[][] a = affine("transition", x);
        double[][] v = linear("value", x);
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            double[][] outputs = new double[x.length][];
            for (int t = 0; t < x.length; t++) {
                double[][] matrix = RecurrentTwin.matrix(a[t], h, width);
                tell(h, t, matrix);
                outputs[t] = RecurrentTwin.step(matrix, t == 0 ? null : outputs[t - 1], slice(v[t], h));
                keep(h, block.heads(), t, outputs[t]);
            }
            place(outputs, h, o);
        }
        return norm(o);
    }

    private double[][] softmax(double[][] x) {
        double[][] q = linear("query", x);
        double[][] k = linear("key", x);
        double[][] v = linear("value", x);
        double[][] o = new double[x.length][inner()];
        for (int h = 0; h < block.heads(); h++) {
            for (int t = 0; t < x.length; t++) {
                double[] query = turned(slice(q[t], h), t);
                double[] weights = new double[t + 1];
                for (int s = 0; s <= t; s++) {
                    double[] key = turned(slice(k[s], h), s);
                    double score = 0;
                    for (int i = 0; i < width; i++) {
                        score += query[i] * key[i] / Math.sqrt(width);
                    }
                    weights[s] = Math.exp(score);
                }
                double sum = Arrays.stream(weights).sum();
                for (int s = 0; s <= t; s++) {
                    for (int j = 0; j < width; j++) {
                        o[t][h * width + j] += weights[s] / sum * v[s][h * width + j];
                    }
                }
            }
        }
        return o;
    }

    private double[] turned(double[] head, int t) {
        double[] turned = new double[width];
        int half = width / 2;
        for (int i = 0; i < half; i++) {
            double angle = Rotary.angle(t, i, width);
            turned[i] = head[i] * Math.cos(angle) - head[i + half] * Math.sin(angle);
            turned[i + half] = head[i] * Math.sin(angle) + head[i + half] * Math.cos(angle);
        }
        return turned;
    }

    static double[][] diagonal(double[] entries) {
        double[][] matrix = new double[entries.length][entries.length];
        for (int i = 0; i < entries.length; i++) {
            matrix[i][i] = entries[i];
        }
        return matrix;
    }

    private static double[][] identity(int n) {
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        return diagonal(ones);
    }
}
