package dev.linnet.probe;

import dev.linnet.attention.chunk.Team;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;

/**
 * Multinomial logistic regression by stochastic gradient descent on the mean cross entropy of batches, K weight vectors for K classes:
 * with momentum, as the paper trains its second learner, or by AdamW (Loshchilov and Hutter 2019). {@link #partialFit} goes once
 * through further samples, so data may be of any size.
 */
public final class StochasticLogisticRegression implements Probe {
    /** How a gradient becomes a step. */
    public enum Rule {
        /** {@code u = 0.9 u + g; w -= rate (u + decay w)}. */
        MOMENTUM,
        /** Adam with betas 0.9 and 0.999 and decoupled weight decay. */
        ADAMW
    }

    /**
     * How it learns.
     *
     * @param rule        how a gradient becomes a step
     * @param rate        learning rate, above 0; a tenth of it after 60 % of the epochs, a hundredth after 80 %
     * @param weightDecay at least 0; not on the bias
     * @param batch       samples of a step, at least 1
     * @param epochs      how often {@code fit} goes through the samples, at least 1
     * @param seed        of the first weights, normal with deviation 0.01, and of the order of samples
     */
    public record Options(Rule rule, double rate, double weightDecay, int batch, int epochs, long seed) {
        public Options {
            if (!(rate > 0) || Double.isInfinite(rate)) {
                throw new IllegalArgumentException("rate is " + rate + "; it must be a finite number above 0");
            }
            if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
                throw new IllegalArgumentException("weightDecay is " + weightDecay
                        + "; it must be a finite number of at least 0");
            }
            if (batch < 1) {
                throw new IllegalArgumentException("batch is " + batch + "; it must be at least 1");
            }
            if (epochs < 1) {
                throw new IllegalArgumentException("epochs is " + epochs + "; it must be at least 1");
            }
        }

        /** The paper's for stored features: momentum, rate 30, batches of 256, 100 epochs. */
        public static Options momentum(long seed) {
            return new Options(Rule.MOMENTUM, 30, 0, 256, 100, seed);
        }

        /** AdamW, rate 0.01, batches of 256, 20 epochs. */
        public static Options adamW(long seed) {
            return new Options(Rule.ADAMW, 0.01, 0, 256, 20, seed);
        }

        /** These, with another learning rate. */
        public Options withRate(double other) {
            return new Options(rule, other, weightDecay, batch, epochs, seed);
        }

        /** These, with another number of epochs. */
        public Options withEpochs(int other) {
            return new Options(rule, rate, weightDecay, batch, other, seed);
        }
    }

    private static final double MOMENTUM = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double ADAM_EPSILON = 1e-8;
    private static final double FIRST_DEVIATION = 0.01;

    private final Options options;
    private int features;
    private int classes;
    private double[] parameters;
    private double[] first;
    private double[] second;
    private double[] gradient;
    private long steps;
    /** How often samples were gone through: with the seed it decides the next order. */
    private long passes;

    public StochasticLogisticRegression(Options options) {
        this.options = Objects.requireNonNull(options, "options");
    }

    /**
     * One that has learnt already.
     *
     * @param state {@code [3][classes][features + 1]}: the parameters, weights before biases, and the two moments
     */
    StochasticLogisticRegression(Options options, int features, int classes, double[][] state, long steps,
            long passes) {
        this(options);
        this.features = features;
        this.classes = classes;
        parameters = state[0];
        first = state[1];
        second = state[2];
        gradient = new double[parameters.length];
        this.steps = steps;
        this.passes = passes;
    }

    Options options() {
        return options;
    }

    /** See the constructor; live. */
    double[][] state() {
        requireFitted();
        return new double[][] {parameters, first, second};
    }

    long steps() {
        return steps;
    }

    long passes() {
        return passes;
    }

    /** Of the weights (pass 0) or of the order of a pass. */
    private SplittableRandom random(long pass) {
        return new SplittableRandom(new SplittableRandom(options.seed()).nextLong() + pass);
    }

    @Override
    public void fit(Samples samples) {
        samples.requireEveryClass();
        fit(List.of(samples));
    }

    @Override
    public void fit(Iterable<Samples> pieces) {
        parameters = null;
        double loss = 0;
        requireEveryClass(pieces);
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            double progress = epoch / (double) options.epochs();
            double factor = progress >= 0.8 ? 0.01 : progress >= 0.6 ? 0.1 : 1;
            double sum = 0;
            long rows = 0;
            for (var piece : pieces) {
                sum += epochOrNothing(piece, options.rate() * factor);
                rows += piece.rows();
            }
            loss = sum / rows;
        }
        if (loss > Math.log(classes)) {
            throw diverged("after " + options.epochs() + " epochs the loss is " + loss + ", above ln K = "
                    + Math.log(classes) + " that no training at all gives");
        }
    }

    /** An interrupted fit leaves a probe that was not fitted rather than one that was fitted a little. */
    private double epochOrNothing(Samples piece, double rate) {
        try {
            return epoch(piece, rate);
        } catch (CancellationException interrupt) {
            parameters = null;
            throw interrupt;
        }
    }

    private static void requireEveryClass(Iterable<Samples> pieces) {
        long[] counts = null;
        for (var piece : pieces) {
            if (counts == null) {
                piece.requireTwoClasses();
                counts = new long[piece.classes()];
            }
            for (int label : piece.labels()) {
                if (label >= counts.length) {
                    throw new IllegalArgumentException("a piece has " + piece.classes() + " classes, the first "
                            + counts.length);
                }
                counts[label]++;
            }
        }
        if (counts == null || Arrays.stream(counts).sum() == 0) {
            throw new IllegalArgumentException("there are no samples to fit to");
        }
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                throw new IllegalArgumentException("class " + k + " of " + counts.length
                        + " has no sample; draw again or leave the class out");
            }
        }
    }

    @Override
    public void partialFit(Samples samples) {
        epoch(samples, options.rate());
    }

    /** Goes once through the samples in a random order; returns the sum of the losses, each taken before its batch's step. */
    private double epoch(Samples samples, double rate) {
        if (parameters == null) {
            begin(samples);
        }
        samples.require(features, classes);
        passes++;
        SplittableRandom random = random(passes);
        int[] order = new int[samples.rows()];
        Arrays.setAll(order, i -> i);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        double sum = 0;
        for (int from = 0; from < order.length; from += options.batch()) {
            Team.stopIfInterrupted();
            int to = Math.min(order.length, from + options.batch());
            sum += slope(samples, order, from, to);
            if (!Double.isFinite(sum)) {
                parameters = null;
                throw diverged("the loss became " + sum + " in step " + (steps + 1));
            }
            step(rate);
        }
        return sum;
    }

    private IllegalStateException diverged(String what) {
        parameters = null;
        return new IllegalStateException(what + ": the learning rate " + options.rate()
                + " is too high for these features; scale them to [0, 1] or try " + options.rate() / 10);
    }

    private void begin(Samples samples) {
        samples.requireTwoClasses();
        features = samples.features();
        classes = samples.classes();
        SplittableRandom random = random(0);
        parameters = new double[Math.multiplyExact(classes, features + 1)];
        for (int i = 0; i < classes * features; i++) {
            parameters[i] = FIRST_DEVIATION * random.nextGaussian();
        }
        first = new double[parameters.length];
        second = new double[parameters.length];
        gradient = new double[parameters.length];
        steps = 0;
        passes = 0;
    }

    /** The gradient of the mean loss of a batch; returns the sum of the losses. */
    private double slope(Samples samples, int[] order, int from, int to) {
        Arrays.fill(gradient, 0);
        double[] x = samples.x();
        var scores = new double[classes];
        double sum = 0;
        int bias = classes * features;
        for (int i = from; i < to; i++) {
            int row = order[i] * features;
            for (int k = 0; k < classes; k++) {
                double score = parameters[bias + k];
                for (int j = 0; j < features; j++) {
                    score += parameters[k * features + j] * x[row + j];
                }
                scores[k] = score;
            }
            int label = samples.labels()[order[i]];
            double all = LogSumExp.of(scores, 0, classes);
            sum += all - scores[label];
            for (int k = 0; k < classes; k++) {
                double d = (Math.exp(scores[k] - all) - (k == label ? 1 : 0)) / (to - from);
                for (int j = 0; j < features; j++) {
                    gradient[k * features + j] += d * x[row + j];
                }
                gradient[bias + k] += d;
            }
        }
        return sum;
    }

    private void step(double rate) {
        steps++;
        double right1 = 1 - Math.pow(MOMENTUM, (double) steps);
        double right2 = 1 - Math.pow(BETA_2, (double) steps);
        for (int i = 0; i < parameters.length; i++) {
            double g = gradient[i];
            double decay = i < classes * features ? options.weightDecay() * parameters[i] : 0;
            if (options.rule() == Rule.MOMENTUM) {
                first[i] = MOMENTUM * first[i] + g;
                parameters[i] -= rate * (first[i] + decay);
            } else {
                first[i] = MOMENTUM * first[i] + (1 - MOMENTUM) * g;
                second[i] = BETA_2 * second[i] + (1 - BETA_2) * g * g;
                double adam = first[i] / right1 / (Math.sqrt(second[i] / right2) + ADAM_EPSILON);
                parameters[i] -= rate * (adam + decay);
            }
        }
    }

    @Override
    public boolean fitted() {
        return parameters != null;
    }

    @Override
    public int features() {
        requireFitted();
        return features;
    }

    @Override
    public int classes() {
        requireFitted();
        return classes;
    }

    @Override
    public double[] scores(double[] x) {
        requireFitted();
        int weights = classes * features;
        return new LinearClassifier(features, classes, Arrays.copyOf(parameters, weights),
                Arrays.copyOfRange(parameters, weights, parameters.length)).scores(x, 1);
    }

    private void requireFitted() {
        if (parameters == null) {
            throw new IllegalStateException("the probe has not been fitted; call fit first");
        }
    }

    @Override
    public String toString() {
        return "StochasticLogisticRegression[" + options.rule() + ", rate=" + options.rate() + "]";
    }
}
