package dev.linnet.verbal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

import dev.linnet.verbal.grammar.Numerals;
import dev.linnet.verbal.grammar.Prior;
import dev.linnet.verbal.grammar.TaskKind;

/** The regressions of the paper: 100 noisy examples with two decimals, and a grid of 40 exact ones that reaches beyond them. */
final class CurveTasks {
    private static final int EXAMPLES = 100;
    private static final int GRID = 40;

    private CurveTasks() {}

    static VerbalTask linear(long seed) {
        return of("linear regression", seed, x -> 3 * x + 4, 0.1, new VerbalTask.Range(0, 2),
                new VerbalTask.Range(-1, 3), Prior.SMOOTH,
                "Do not use a symbolic form for the model; describe it in words.");
    }

    static VerbalTask polynomial(long seed) {
        return of("polynomial regression", seed, x -> 3 * x * x + x + 2, 1, new VerbalTask.Range(-3, 1),
                new VerbalTask.Range(-5, 3), Prior.SMOOTH, "");
    }

    static VerbalTask sine(long seed) {
        return of("sinusoidal regression", seed, x -> Math.sin(x) + 2, 0.01, new VerbalTask.Range(-3, 3),
                new VerbalTask.Range(-6, 6), Prior.PERIODIC, "");
    }

    private static VerbalTask of(String name, long seed, DoubleUnaryOperator law, double noise, VerbalTask.Range inside,
            VerbalTask.Range grid, Prior prior, String instruction) {
        var random = new SplittableRandom(seed);
        List<Example> training = new ArrayList<>();
        for (int i = 0; i < EXAMPLES; i++) {
            double x = random.nextDouble(inside.low(), inside.high());
            double y = law.applyAsDouble(x) + noise * random.nextGaussian();
            training.add(Example.of(Numerals.round(x, 2), Numerals.round(y, 2)));
        }
        List<Example> test = new ArrayList<>();
        for (int i = 0; i < GRID; i++) {
            double x = Numerals.round(grid.low() + (grid.high() - grid.low()) * i / (GRID - 1), 2);
            test.add(Example.of(x, law.applyAsDouble(x)));
        }
        return new VerbalTask(name, TaskKind.REGRESSION, training, test, Optional.of(inside),
                TaskKind.REGRESSION.sentence(), Optional.empty(), prior.sentence(), instruction, false);
    }
}
