package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.Prior;
import dev.linnet.verbal.grammar.TaskKind;

/** Two classes of points in the plane: 50 and 50 to learn from, 100 and 100 to test, two decimals. */
final class PointTasks {
    private static final int TRAINING = 100;
    private static final int TEST = 200;

    private PointTasks() {}

    static VerbalTask blobs(long seed) {
        return of("two blobs", seed, Prior.STRAIGHT, (random, label) -> {
            int side = label == 1 ? 1 : -1;
            return point(side * 1.5 + 0.6 * random.nextGaussian(), side * 1.0 + 0.6 * random.nextGaussian(), label);
        });
    }

    static VerbalTask circles(long seed) {
        return of("two circles", seed, Prior.CIRCLE, (random, label) -> {
            double radius = (label == 1 ? 1.0 : 2.2) + 0.12 * random.nextGaussian();
            double angle = random.nextDouble(2 * Math.PI);
            return point(radius * Math.cos(angle), radius * Math.sin(angle), label);
        });
    }

    private static Example point(double x1, double x2, int label) {
        return Example.point(Numerals.round(x1, 2), Numerals.round(x2, 2), label);
    }

    private static VerbalTask of(String name, long seed, Prior prior,
            BiFunction<SplittableRandom, Integer, Example> generator) {
        var random = new SplittableRandom(seed);
        List<Example> training = new ArrayList<>();
        for (int i = 0; i < TRAINING; i++) {
            training.add(generator.apply(random, i % 2));
        }
        Collections.shuffle(training, Random.from(random.split()));
        List<Example> test = new ArrayList<>();
        for (int i = 0; i < TEST; i++) {
            test.add(generator.apply(random, i % 2));
        }
        return new VerbalTask(name, TaskKind.CLASSIFICATION, training, test, Optional.empty(),
                TaskKind.CLASSIFICATION.sentence(), Optional.empty(), prior.sentence(), "", false);
    }
}
