package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.linnet.probe.GaussianNaiveBayes;
import dev.linnet.probe.GaussianNaiveBayes.Variance;
import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.MinMaxScaler;
import dev.linnet.probe.Samples;
import dev.linnet.probe.StochasticLogisticRegression;
import dev.linnet.probe.data.DataSet;
import dev.linnet.probe.study.GaussianMixture;

/** Our probes and scikit-learn's, fitted to the same files, agree to 1e-6. */
class ScikitLearnTest {
    private static final double AGREE = 1e-6;

    /** What both are fitted to. */
    enum Data {
        WINE(1) {
            @Override
            Samples raw() {
                return DataSet.wine().samples();
            }
        },
        BREAST_CANCER(10) {
            @Override
            Samples raw() {
                return DataSet.breastCancer().samples();
            }
        },
        IRIS(0.3) {
            @Override
            Samples raw() {
                return DataSet.iris().samples();
            }
        },
        MIXTURE_OF_FIVE(2) {
            @Override
            Samples raw() {
                return new GaussianMixture(5, 23).first(1, 400);
            }
        },
        MIXTURE_OF_TWO(0.01) {
            @Override
            Samples raw() {
                return new GaussianMixture(2, 40).first(2, 150);
            }
        };

        final double c;

        Data(double c) {
            this.c = c;
        }

        abstract Samples raw();

        Samples samples() {
            var raw = raw();
            return MinMaxScaler.fit(raw).apply(raw);
        }
    }

    @TempDir
    Path folder;

    @BeforeAll
    static void scikit_learn_is_there() {
        Tool.SCIKIT_LEARN.require();
    }

    private Map<String, double[]> oracle(Samples samples, double c) throws IOException {
        var text = new StringBuilder();
        for (int row = 0; row < samples.rows(); row++) {
            for (int j = 0; j < samples.features(); j++) {
                text.append(samples.at(row, j)).append(',');
            }
            text.append(samples.labels()[row]).append('\n');
        }
        Path file = Files.writeString(folder.resolve("samples.csv"), text);
        var run = Repository.run(folder, Map.of("OMP_NUM_THREADS", "1"), List.of("/usr/bin/python3",
                Repository.ROOT.resolve("tests/src/test/python/sklearn_oracle.py").toString(), file.toString(),
                Double.toString(c)));
        assertEquals(0, run.exit(), run::both);
        var found = new HashMap<String, double[]>();
        run.out()
                .lines()
                .map(line -> line.split(" ", -1))
                .forEach(fields -> found.put(fields[0],
                        Arrays.stream(fields).skip(1).mapToDouble(Double::parseDouble).toArray()));
        return found;
    }

    private static double[] of(Samples s, Entry entry) {
        var numbers = new double[s.classes() * s.features()];
        for (int k = 0; k < s.classes(); k++) {
            for (int j = 0; j < s.features(); j++) {
                numbers[k * s.features() + j] = entry.of(k, j);
            }
        }
        return numbers;
    }

    private interface Entry {
        double of(int k, int feature);
    }

    @ParameterizedTest
    @EnumSource
    void naive_bayes_and_logistic_regression_agree(Data data) throws IOException {
        var s = data.samples();
        var oracle = oracle(s, data.c);
        naiveBayes(s, oracle);
        var probe = new LogisticRegression(LogisticRegression.Options.USUAL.withC(data.c).withTolerance(1e-9));
        probe.fit(s);
        assertTrue(probe.minimum().converged(), () -> probe.minimum().toString());
        assertArrayEquals(oracle.get("newton.weights"), probe.weights(), AGREE);
        assertArrayEquals(oracle.get("newton.bias"), probe.bias(), AGREE);
        assertArrayEquals(oracle.get("newton.probability"), probe.predictProba(s.x()), AGREE);
        assertEquals(oracle.get("newton.score")[0], probe.score(s), 1e-12);
        // Its L-BFGS ends where the value no longer falls, which is some 1e-4 off in the weights.
        double its = LogisticRegression.twin(s, data.c, joined(oracle.get("lbfgs.weights"), oracle.get("lbfgs.bias")),
                null);
        assertEquals(its, probe.minimum().value(), AGREE * its);
        assertTrue(probe.minimum().value() <= its + 1e-11 * its, its + " against " + probe.minimum().value());
    }

    private static double[] joined(double[] weights, double[] bias) {
        double[] all = Arrays.copyOf(weights, weights.length + bias.length);
        System.arraycopy(bias, 0, all, weights.length, bias.length);
        return all;
    }

    private static void naiveBayes(Samples s, Map<String, double[]> oracle) {
        double epsilon = oracle.get("bayes.epsilon")[0];
        var probe = new GaussianNaiveBayes(Variance.PER_CLASS, epsilon, 2);
        probe.fit(s);
        for (int k = 0; k < s.classes(); k++) {
            assertEquals(oracle.get("bayes.prior")[k], probe.prior(k), 1e-12);
        }
        assertArrayEquals(oracle.get("bayes.mean"), of(s, probe::mean), AGREE);
        assertArrayEquals(oracle.get("bayes.variance"), of(s, probe::variance), AGREE);
        assertArrayEquals(oracle.get("bayes.probability"), probe.predictProba(s.x()), AGREE);
        assertEquals(oracle.get("bayes.score")[0], probe.score(s), 1e-12);

        var pieces = new GaussianNaiveBayes(Variance.PER_CLASS, 0, 1);
        int third = s.rows() / 3;
        for (int[] part : new int[][] {{0, third}, {third, 2 * third}, {2 * third, s.rows()}}) {
            pieces.partialFit(s.subset(IntStream.range(part[0], part[1]).toArray()));
        }
        assertArrayEquals(oracle.get("pieces.mean"), of(s, pieces::mean), AGREE);
        assertArrayEquals(oracle.get("pieces.variance"), of(s, pieces::variance), AGREE);

        var pooled = new GaussianNaiveBayes(Variance.POOLED, epsilon, 1);
        pooled.fit(s);
        double[] scores = pooled.scores(s.x());
        for (int row = 0; row < s.rows(); row++) {
            double first = scores[row * s.classes()];
            for (int k = 0; k < s.classes(); k++) {
                scores[row * s.classes() + k] -= first;
            }
        }
        assertArrayEquals(oracle.get("pooled.difference"), scores, AGREE);
    }

    /**
     * scikit-learn's SGDClassifier has no softmax and no momentum; but descent with momentum and all samples in a batch rests where
     * {@code 10 g + decay w = 0}, which is the optimum for C = 10 / (decay m).
     */
    @Test
    void descent_by_batches_of_all_samples_rests_at_the_same_optimum() throws IOException {
        var s = Data.IRIS.samples();
        double decay = 0.05;
        var oracle = oracle(s, 10 / (decay * s.rows()));
        var probe = new StochasticLogisticRegression(new StochasticLogisticRegression.Options(
                StochasticLogisticRegression.Rule.MOMENTUM, 0.5, decay, s.rows(), 4000, 1));
        probe.fit(s);
        assertArrayEquals(oracle.get("newton.probability"), probe.predictProba(s.x()), AGREE);
    }
}
