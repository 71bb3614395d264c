package dev.linnet.bench.train;

import dev.linnet.nn.Parameter;
import dev.linnet.nn.SequenceBatch;
import dev.linnet.nn.SequenceModel;
import dev.linnet.nn.Trainer;
import java.util.Map;

/** Checks that what is compared is the same: both sides' gradients from the same weights and batch. */
final class SameModel {
    private static final double TOLERANCE = 1e-3;

    private SameModel() {}

    /**
     * Compares every tensor's gradient in the Euclidean norm.
     *
     * @throws IllegalStateException if one differs by more than a thousandth
     */
    static void require(Workload workload, LibtorchModel libtorch) {
        Map<String, float[]> theirs = libtorch.gradients();
        SequenceModel model = workload.model().build(1);
        try (var trainer = new Trainer(model, Workload.TRAINING, 1)) {
            trainer.gradient(SequenceBatch.of(Workload.examples(2)));
            for (Parameter parameter : model.parameters().list()) {
                float[] their = theirs.get(parameter.name());
                double difference = 0;
                double size = 0;
                for (int i = 0; i < parameter.size(); i++) {
                    double ours = trainer.lastGradient()[parameter.offset() + i];
                    difference += (ours - their[i]) * (ours - their[i]);
                    size += ours * ours;
                }
                if (!(difference <= TOLERANCE * TOLERANCE * size)) {
                    throw new IllegalStateException(
                            "%s: the gradients of %s differ by %.1e of their norm; these are not the same models."
                                    .formatted(workload.title(), parameter.name(), Math.sqrt(difference / size)));
                }
            }
        }
    }
}
