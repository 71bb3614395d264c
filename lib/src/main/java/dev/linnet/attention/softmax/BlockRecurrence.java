package dev.linnet.attention.softmax;

import dev.linnet.attention.chunk.Team;
import dev.linnet.attention.data.DoubleGradients;
import dev.linnet.attention.data.DoubleInputs;
import dev.linnet.attention.data.DoubleOutputs;
import dev.linnet.attention.data.Layout;

/** Softmax and rectified attention row by row in double precision, as their definition says. */
public final class BlockRecurrence {
    private final BlockForm form;
    private final double scale;

    public BlockRecurrence(BlockForm form, double scale) {
        this.form = form;
        this.scale = scale;
    }

    /** The keys that one query sees, and what it makes of them. */
    private final class Row {
        final int from;
        final int to;
        final double[] scores;
        final double[] weights;
        final double[] output;
        final double divisor;

        Row(DoubleInputs in, int first, int t, int length) {
            int K = in.layout().keyDim();
            int V = in.layout().valueDim();
            Team.stopIfInterrupted();
            from = first + form.blockStart(t);
            to = form.causal() ? first + t + 1 : first + form.blockEnd(t, length);
            scores = new double[to - from];
            weights = new double[to - from];
            output = new double[V];
            double largest = Double.NEGATIVE_INFINITY;
            for (int s = from; s < to; s++) {
                double score = 0;
                for (int i = 0; i < K; i++) {
                    score += in.q()[(first + t) * K + i] * in.k()[s * K + i];
                }
                scores[s - from] = scale * score;
                largest = Math.max(largest, scale * score);
            }
            double sum = 0;
            for (int s = 0; s < weights.length; s++) {
                weights[s] = form.weights() == Weights.SOFTMAX ? Math.exp(scores[s] - largest) : Math.max(scores[s], 0);
                sum += weights[s];
            }
            for (int s = 0; s < weights.length; s++) {
                weights[s] /= form.weights() == Weights.SOFTMAX ? sum : 1;
                for (int j = 0; j < V; j++) {
                    output[j] += weights[s] * in.v()[(from + s) * V + j];
                }
            }
            double squares = 0;
            for (double x : output) {
                squares += x * x;
            }
            divisor = form.weights() == Weights.RELA ? Math.sqrt(squares / V + form.epsilon()) : 1;
            for (int j = 0; j < V; j++) {
                output[j] /= divisor;
            }
        }
    }

    public DoubleOutputs forward(DoubleInputs in) {
        Layout layout = in.layout();
        int V = layout.valueDim();
        var o = new double[Math.toIntExact(layout.rows() * V)];
        for (int sequence = 0; sequence < layout.sequences(); sequence++) {
            int length = layout.length(sequence);
            for (int head = 0; head < layout.heads(); head++) {
                int first = layout.firstRow(sequence, head);
                for (int t = 0; t < length; t++) {
                    System.arraycopy(new Row(in, first, t, length).output, 0, o, (first + t) * V, V);
                }
            }
        }
        return new DoubleOutputs(o, new double[0]);
    }

    public DoubleGradients backward(DoubleInputs in, double[] outputGradient) {
        Layout layout = in.layout();
        var g = new DoubleGradients(new double[in.q().length], new double[in.k().length], new double[in.v().length],
                new double[0],
                new double[0], new double[0]);
        for (int sequence = 0; sequence < layout.sequences(); sequence++) {
            int length = layout.length(sequence);
            for (int head = 0; head < layout.heads(); head++) {
                int first = layout.firstRow(sequence, head);
                for (int t = 0; t < length; t++) {
                    row(in, outputGradient, new Row(in, first, t, length), first + t, g);
                }
            }
        }
        return g;
    }

    private void row(DoubleInputs in, double[] outputGradient, Row row, int t, DoubleGradients g) {
        int K = in.layout().keyDim();
        int V = in.layout().valueDim();
        var dOut = new double[V];
        double along = 0;
        for (int j = 0; j < V; j++) {
            along += outputGradient[t * V + j] * row.output[j];
        }
        for (int j = 0; j < V; j++) {
            double whole = form.weights() == Weights.RELA ? row.output[j] * along / V : 0;
            dOut[j] = (outputGradient[t * V + j] - whole) / row.divisor;
        }
        var dWeights = new double[row.weights.length];
        double mean = 0;
        for (int s = 0; s < dWeights.length; s++) {
            for (int j = 0; j < V; j++) {
                dWeights[s] += dOut[j] * in.v()[(row.from + s) * V + j];
                g.v()[(row.from + s) * V + j] += row.weights[s] * dOut[j];
            }
            mean += dWeights[s] * row.weights[s];
        }
        for (int s = 0; s < dWeights.length; s++) {
            double softmax = row.weights[s] * (dWeights[s] - mean);
            double dScore = scale * (form.weights() == Weights.SOFTMAX ? softmax : row.scores[s] > 0 ? dWeights[s] : 0);
            for (int i = 0; i < K; i++) {
                g.q()[t * K + i] += dScore * in.k()[(row.from + s) * K + i];
                g.k()[(row.from + s) * K + i] += dScore * in.q()[t * K + i];
            }
        }
    }
}
