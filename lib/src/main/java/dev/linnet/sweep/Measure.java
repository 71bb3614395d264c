package dev.linnet.sweep;

import dev.linnet.statetracking.ExperimentResult;
import dev.linnet.statetracking.LengthCurve;
import dev.linnet.statetracking.Sizes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a sweep asks of a trained model: one or more named numbers, columns of its table. */
public sealed interface Measure {
    /** The numbers by the names of their columns. */
    Map<String, Double> of(ExperimentResult result);

    /** {@link ExperimentResult#scaledAccuracy} over {@code count} examples of sizes in a range. */
    record ScaledAccuracy(Sizes sizes, int count) implements Measure {
        public ScaledAccuracy {
            requireExamples(count);
        }

        @Override
        public Map<String, Double> of(ExperimentResult result) {
            return Map.of("accuracy " + sizes, result.scaledAccuracy(sizes, count));
        }
    }

    /** {@link ExperimentResult#scaledAccuracyByLength}, a column a length. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    record AccuracyByLength(int[] lengths, int count) implements Measure {
        public AccuracyByLength {
            requireLengths(lengths);
            requireExamples(count);
        }

        @Override
        public Map<String, Double> of(ExperimentResult result) {
            return columns("accuracy ", result.scaledAccuracyByLength(lengths, count));
        }
    }

    /** {@link ExperimentResult#sequenceAccuracyByLength}, a column a length. */
    @SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
    record SequenceAccuracyByLength(int[] lengths, int count) implements Measure {
        public SequenceAccuracyByLength {
            requireLengths(lengths);
            requireExamples(count);
        }

        @Override
        public Map<String, Double> of(ExperimentResult result) {
            return columns("sequence accuracy ", result.sequenceAccuracyByLength(lengths, count));
        }
    }

    private static Map<String, Double> columns(String prefix, LengthCurve curve) {
        var columns = new LinkedHashMap<String, Double>();
        for (int length : curve.lengths()) {
            columns.put(prefix + length, curve.at(length));
        }
        return columns;
    }

    private static void requireLengths(int[] lengths) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("There are no lengths; name at least one.");
        }
        for (int length : lengths) {
            if (length < 1) {
                throw new IllegalArgumentException("A test length is " + length + "; it must be at least 1.");
            }
        }
    }

    private static void requireExamples(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + "; it must be at least 1.");
        }
    }
}
