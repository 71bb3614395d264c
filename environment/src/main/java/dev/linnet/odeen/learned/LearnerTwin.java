package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameter;
import dev.linnet.odeen.transformer.TransformerConfig;
import dev.linnet.odeen.transformer.TransformerTwin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The losses of learners in double precision, a sample at a time, with the weights looked up by their names; without dropout. */
public final class LearnerTwin {
    private final Encoding encoding;
    private final int width;
    private final double[] values;
    private final TransformerTwin transformer;
    private final Map<String, Parameter> parameters = new HashMap<>();
    private final Learner learner;

    /** Takes the weights as {@code values} has them, in the places of the learner's own. */
    public LearnerTwin(Learner learner, TransformerConfig config, double[] values) {
        this.learner = learner;
        this.values = values;
        encoding = learner.encoding();
        width = config.width();
        transformer = new TransformerTwin(config, learner.parameters(), values);
        learner.parameters().list().forEach(parameter -> parameters.put(parameter.name(), parameter));
    }

    /** label weight x label loss + rule weight x rule loss of a batch, the mean over its samples. */
    public double loss(Batch batch) {
        double sum = 0;
        for (int sample = 0; sample < batch.size(); sample++) {
            double[][] memory = learner.readsTables()
                    ? transformer.encode("encoder", table(batch, sample))
                    : transformer.encode("encoder", rule("token", rule(batch, sample)));
            if (learner.labelWeight() > 0) {
                sum += learner.labelWeight() * labelLoss(batch, sample, memory) / batch.size();
            }
            if (learner.ruleWeight() > 0) {
                sum += learner.ruleWeight() * ruleLoss(rule(batch, sample), memory) / batch.size();
            }
        }
        return sum;
    }

    private int[] rule(Batch batch, int sample) {
        int length = encoding.vocabulary().length();
        return Arrays.copyOfRange(batch.rules(), sample * length, (sample + 1) * length);
    }

    private double labelLoss(Batch batch, int sample, double[][] memory) {
        double loss = 0;
        for (int query = sample * batch.queries(); query < (sample + 1) * batch.queries(); query++) {
            double[][] decoded = transformer.decode("label.decoder", structure(batch, query), memory, false);
            double[][] scores = transformer.linear("label.score", new double[][] {decoded[0]});
            loss += crossEntropy(scores[0], batch.labels()[query]) / batch.queries();
        }
        return loss;
    }

    private double ruleLoss(int[] tokens, double[][] memory) {
        double[][] decoded = transformer.decode("rule.decoder", rule("rule.token", tokens), memory, true);
        double[][] scores = transformer.linear("rule.score", decoded);
        double loss = 0;
        for (int t = 0; t < tokens.length; t++) {
            loss += crossEntropy(scores[t], tokens[(t + 1) % tokens.length]) / tokens.length;
        }
        return loss;
    }

    private static double crossEntropy(double[] scores, int target) {
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score);
        }
        return Math.log(sum) - scores[target];
    }

    /** x_t = E[token_t] + position_t. */
    private double[][] rule(String name, int[] tokens) {
        var x = new double[tokens.length][];
        for (int t = 0; t < tokens.length; t++) {
            x[t] = row(name, tokens[t]);
            add(position(t), x[t]);
        }
        return x;
    }

    /** Each entry is the sum of a vector for each cell's piece and of one for the label. */
    private double[][] table(Batch batch, int sample) {
        var x = new double[batch.tableSize()][];
        for (int entry = 0; entry < x.length; entry++) {
            int at = sample * batch.tableSize() + entry;
            x[entry] = row("table.label", batch.tableLabels()[at]);
            for (int cell = 0; cell < encoding.cells(); cell++) {
                int piece = batch.tables()[at * encoding.cells() + cell];
                add(row("table.cell", cell * encoding.pieces() + piece), x[entry]);
            }
        }
        return x;
    }

    /** A row of its own, then W features(piece) + b + position(cell) for each cell. */
    private double[][] structure(Batch batch, int query) {
        var x = new double[encoding.cells() + 1][];
        x[0] = row("label.structure.label", 0);
        for (int cell = 0; cell < encoding.cells(); cell++) {
            double[] sum = row("label.structure.empty", 0);
            float[] features = encoding.features()[batch.structures()[query * encoding.cells() + cell]];
            for (int f = 0; f < features.length; f++) {
                double[] column = row("label.structure.feature", f);
                for (int c = 0; c < width; c++) {
                    sum[c] += features[f] * column[c];
                }
            }
            add(position(cell), sum);
            x[cell + 1] = sum;
        }
        return x;
    }

    private double[] row(String name, int row) {
        int from = parameters.get(name).offset() + row * width;
        return Arrays.copyOfRange(values, from, from + width);
    }

    private double[] position(int t) {
        var position = new double[width];
        for (int c = 0; c < width; c++) {
            double angle = t / Math.pow(10_000, (c - c % 2) / (double) width);
            position[c] = c % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }
        return position;
    }

    private static void add(double[] from, double[] to) {
        for (int c = 0; c < to.length; c++) {
            to[c] += from[c];
        }
    }
}
