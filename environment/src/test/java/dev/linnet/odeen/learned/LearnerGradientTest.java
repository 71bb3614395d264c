package dev.linnet.odeen.learned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.nn.Parameter;
import dev.linnet.odeen.transformer.TransformerConfig;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and gradients of the fast passes, every layer's, against the equations in double precision. */
class LearnerGradientTest {
    static List<Learner> learners() {
        return List.of(new Interpreter(SmallWorld.ENCODING, SmallWorld.CONFIG, 1),
                new Empiricist(Empiricist.Kind.LABELS, SmallWorld.ENCODING, SmallWorld.CONFIG, 10, 2),
                new Empiricist(Empiricist.Kind.CONSCIOUS, SmallWorld.ENCODING, SmallWorld.CONFIG, 3, 3),
                new Empiricist(Empiricist.Kind.RULES, SmallWorld.ENCODING, SmallWorld.CONFIG, 2, 4));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void a_learners_loss_and_gradient_are_those_of_its_equations(Learner learner) {
        SmallWorld.stir(learner, 7);
        int size = learner.parameters().size();
        // tables of 5, 16 and 17 rows: below, at and above a vector's width, and no multiple of four
        for (int tableSize : new int[] {5, 16, 17}) {
            Batch batch = SmallWorld.batch(2, tableSize, tableSize % 3 + 1, tableSize);
            var gradient = new float[size];
            Losses losses = learner.pass(4, tableSize, batch.queries())
                    .losses(learner.parameters().values(), batch, 1.0 / 2, gradient, null);
            double[] values = SmallWorld.doubles(learner.parameters().values(), size);
            double exact = new LearnerTwin(learner, SmallWorld.CONFIG, values).loss(batch);
            assertEquals(exact, (learner.labelWeight() * losses.label() + learner.ruleWeight() * losses.rule()) / 2,
                    1e-5);
            var random = new SplittableRandom(tableSize);
            for (Parameter parameter : learner.parameters().list()) {
                int i = parameter.offset() + random.nextInt(parameter.size());
                assertEquals(slope(learner, batch, values, i), gradient[i], 2e-4,
                        () -> parameter.name() + " of " + learner.description());
            }
        }
    }

    private static double slope(Learner learner, Batch batch, double[] values, int i) {
        double step = 1e-5;
        double before = values[i];
        values[i] = before + step;
        double above = new LearnerTwin(learner, SmallWorld.CONFIG, values).loss(batch);
        values[i] = before - step;
        double below = new LearnerTwin(learner, SmallWorld.CONFIG, values).loss(batch);
        values[i] = before;
        return (above - below) / (2 * step);
    }

    @Test
    void with_dropout_the_gradient_is_that_of_what_was_left() {
        var config = new TransformerConfig(32, 2, 1, 1, 32, 0.2);
        var learner = new Empiricist(Empiricist.Kind.CONSCIOUS, SmallWorld.ENCODING, config, 1, 5);
        SmallWorld.stir(learner, 8);
        Batch batch = SmallWorld.batch(8, 5, 2, 3);
        float[] values = learner.parameters().values();
        Learner.Pass pass = learner.pass(8, 5, 2);
        var gradient = new float[learner.parameters().size()];
        pass.losses(values, batch, 1, gradient, new SplittableRandom(1));
        var random = new SplittableRandom(2);
        var direction = new float[gradient.length];
        double slope = 0;
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
            slope += (double) direction[i] * gradient[i];
        }
        double step = 2e-5;
        double above = moved(pass, batch, values, direction, step);
        double below = moved(pass, batch, values, direction, -step);
        assertEquals(slope, (above - below) / (2 * step), 0.02 * Math.abs(slope) + 0.1);
        assertNotEquals(total(pass.losses(values, batch, 1, null, new SplittableRandom(1))),
                total(pass.losses(values, batch, 1, null, null)));
    }

    private static double moved(Learner.Pass pass, Batch batch, float[] values, float[] direction, double step) {
        float[] there = values.clone();
        for (int i = 0; i < direction.length; i++) {
            there[i] += (float) (step * direction[i]);
        }
        return total(pass.losses(there, batch, 1, null, new SplittableRandom(1)));
    }

    private static double total(Losses losses) {
        return losses.label() + losses.rule();
    }

    @Test
    void what_a_sample_loses_does_not_depend_on_its_neighbours_in_the_batch() {
        for (Learner learner : learners()) {
            SmallWorld.stir(learner, 9);
            Batch two = SmallWorld.batch(2, 6, 1, 1);
            Batch one = SmallWorld.batch(1, 6, 1, 1);
            int cells = SmallWorld.ENCODING.cells();
            System.arraycopy(two.tables(), 0, one.tables(), 0, 6 * cells);
            System.arraycopy(two.tableLabels(), 0, one.tableLabels(), 0, 6);
            System.arraycopy(two.structures(), 0, one.structures(), 0, cells);
            System.arraycopy(two.labels(), 0, one.labels(), 0, 1);
            System.arraycopy(two.rules(), 0, one.rules(), 0, SmallWorld.ENCODING.vocabulary().length());
            float[] values = learner.parameters().values();
            Learner.Pass pass = learner.pass(2, 6, 1);
            double alone = total(pass.losses(values, one, 1, null, null));
            double both = total(pass.losses(values, two, 1, null, null));
            assertTrue(both > alone);
            assertEquals(alone, total(pass.losses(values, one, 1, null, null)));
        }
    }
}
