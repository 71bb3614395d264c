package dev.linnet.bench.probe;

import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import dev.linnet.probe.Samples;

/** Tribuo's logistic regression: AdaGrad, one sample a step, as its own LogisticRegressionTrainer. It has no Gaussian naive Bayes. */
final class Tribuo {
    private static final int NO_LOGGING = -1;
    private static final int[] PASSES = {1, 2, 5, 10, 20};

    private Tribuo() {}

    /** The fewest passes through the samples that reach an accuracy, or the most that were tried. */
    static Fit logistic(Samples samples, double accuracy) {
        Logger.getLogger("org.tribuo").setLevel(Level.OFF);
        var data = data(samples);
        Fit fit = null;
        for (int passes : PASSES) {
            var trainer = new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(1.0, 0.1), passes,
                    NO_LOGGING, 1, 1L);
            long start = System.nanoTime();
            var model = trainer.train(data);
            double seconds = (System.nanoTime() - start) / 1e9;
            int right = 0;
            for (var prediction : model.predict(data)) {
                right += prediction.getOutput().getLabel().equals(prediction.getExample().getOutput().getLabel())
                        ? 1
                        : 0;
            }
            double reached = right / (double) samples.rows();
            fit = new Fit(seconds, Double.NaN, reached, passes + (passes == 1 ? " pass" : " passes"));
            if (reached >= accuracy) {
                break;
            }
        }
        return fit;
    }

    private static MutableDataset<Label> data(Samples samples) {
        var factory = new LabelFactory();
        var data = new MutableDataset<>(new SimpleDataSourceProvenance("normal classes", factory), factory);
        var names = new String[samples.features()];
        for (int j = 0; j < names.length; j++) {
            names[j] = String.format("%05d", j);
        }
        for (int row = 0; row < samples.rows(); row++) {
            int from = row * names.length;
            data.add(new ArrayExample<>(new Label(Integer.toString(samples.labels()[row])), names,
                    Arrays.copyOfRange(samples.x(), from, from + names.length)));
        }
        return data;
    }
}
