package dev.linnet.probe.activations;

import dev.linnet.nn.Site;
import dev.linnet.probe.LogisticRegression;
import dev.linnet.probe.MinMaxScaler;
import dev.linnet.probe.Samples;
import dev.linnet.statetracking.LengthCurve;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What a linear probe reads at one place of a model.
 *
 * @param name        of the model
 * @param site        the place
 * @param question    what was asked
 * @param accuracy    the share of right answers on fresh sequences, by length
 * @param fitAccuracy the share of right answers on the samples of the fit
 * @param chance      what the most frequent answer alone would get right, at the length where it gets most
 * @param scaler      takes activations to the probe's features
 * @param probe       the probe
 */
public record Reading(String name, Site site, Question question, LengthCurve accuracy, double fitAccuracy,
        double chance, MinMaxScaler scaler, LogisticRegression probe) {
    /** The accuracy at a tested length. */
    public double at(int length) {
        return accuracy.at(length);
    }

    /** The smallest accuracy of all tested lengths. */
    public double worst() {
        double worst = 1;
        for (double at : accuracy.accuracy()) {
            worst = Math.min(worst, at);
        }
        return worst;
    }

    /** The accuracy at a length beyond that of a control, see {@link LinearEvaluation#readShuffled}. */
    public double selectivity(Reading control, int length) {
        return at(length) - control.at(length);
    }

    /** Activations as the probe takes them. */
    public Samples scaled(Samples activations) {
        return scaler.apply(activations);
    }

    /** This reading under another name. */
    public Reading named(String other) {
        return new Reading(other, site, question,
                new LengthCurve(other, accuracy.lengths(), accuracy.accuracy()), fitAccuracy, chance, scaler, probe);
    }

    /** One row a reading: where, on the fit's samples, then at each length; the readings must have the same lengths. */
    public static Table table(String title, List<Reading> readings) {
        Table table = Table.create(title, StringColumn.create("model", readings.stream().map(Reading::name)),
                StringColumn.create("place", readings.stream().map(reading -> reading.site().title())),
                column("in the fit", readings.stream().map(Reading::fitAccuracy).toList()));
        for (int length : readings.getFirst().accuracy.lengths()) {
            var at = new ArrayList<Double>();
            for (Reading reading : readings) {
                at.add(reading.at(length));
            }
            table.addColumns(column("at " + length, at));
        }
        return table;
    }

    static DoubleColumn column(String name, List<Double> values) {
        return DoubleColumn.create(name,
                values.stream().mapToDouble(value -> Math.round(value * 1000) / 1000.0).toArray());
    }
}
