package dev.linnet.nn;

import dev.linnet.lanes.Lanes;
import java.util.List;

/** The most probable class at every position. */
public final class Predictor {
    private Predictor() {}

    /** For each sequence the class with the highest score at each of its positions; the lowest class wins a tie. */
    public static int[][] predict(SequenceModel model, List<LabelledSequence> sequences, int threads) {
        SequenceBatch batch = SequenceBatch.of(sequences);
        int classes = model.config().classes();
        int[][] predictions = new int[sequences.size()][];
        float[] values = model.parameters().values();
        try (var runner = new GroupRunner(model, threads)) {
            runner.forEach(batch, (number, pass) -> {
                SequenceBatch.Group group = batch.groups().get(number);
                float[] scores = pass.forward(values, group.tokens(), group.time());
                for (int lane = 0; lane < Lanes.WIDTH; lane++) {
                    int source = group.source()[lane];
                    if (source >= 0) {
                        predictions[source] = argmax(scores, classes, lane, sequences.get(source).length());
                    }
                }
            });
        }
        return predictions;
    }

    private static int[] argmax(float[] scores, int classes, int lane, int time) {
        int[] best = new int[time];
        for (int t = 0; t < time; t++) {
            for (int c = 1; c < classes; c++) {
                if (scores[Lanes.index(t, c, lane, classes)] > scores[Lanes.index(t, best[t], lane, classes)]) {
                    best[t] = c;
                }
            }
        }
        return best;
    }
}
