package dev.linnet.verbal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.verbal.grammar.Description;
import dev.linnet.verbal.grammar.ModelSentence;
import dev.linnet.verbal.symbolic.Profile;
import dev.linnet.verbal.symbolic.SymbolicLanguageModel;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What one epoch of ten steps reaches with the embedded symbolic model, over seeds. */
class AcceptanceTest {
    private static final SymbolicLanguageModel MODEL = SymbolicLanguageModel.exact();
    private static final VerbalConfig CONFIG = VerbalConfig.DEFAULT.withEpochs(1);

    private static List<RunRecord> runs(int seeds, LongFunction<VerbalTask> task) {
        return runs(seeds, task, CONFIG.withEvaluate(false));
    }

    private static List<RunRecord> runs(int seeds, LongFunction<VerbalTask> task, VerbalConfig config) {
        return LongStream.range(0, seeds)
                .mapToObj(seed -> VerbalTrainer.of(task.apply(seed), MODEL, config.withSeed(seed)).toEndQuietly())
                .toList();
    }

    private static double[] sorted(List<RunRecord> runs, ToDoubleFunction<Assessment> value) {
        return runs.stream()
                .mapToDouble(run -> value.applyAsDouble(run.finalEvaluation().orElseThrow()))
                .sorted()
                .toArray();
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static long count(List<RunRecord> runs, String family) {
        return runs.stream().filter(run -> run.family().equals(family)).count();
    }

    private static ModelSentence model(RunRecord run) {
        return Description.parse(run.description()).model().orElseThrow();
    }

    @Test
    void linear_regression_finds_slope_and_bias() {
        List<RunRecord> runs = runs(20, VerbalTask::linear);
        double[] inside = sorted(runs, Assessment::inside);
        double[] outside = sorted(runs, Assessment::outside);
        assertTrue(inside[19] <= 0.01, () -> Arrays.toString(inside));
        assertTrue(outside[19] <= 0.1, () -> Arrays.toString(outside));
        long right = runs.stream()
                .filter(run -> model(run) instanceof ModelSentence.Polynomial line && line.degree() == 1
                        && Math.abs(line.coefficients().get(1) - 3) <= 0.15
                        && Math.abs(line.coefficients().get(0) - 4) <= 0.15)
                .count();
        assertTrue(right >= 18, () -> right + " of 20");
    }

    @Test
    void polynomial_regression_finds_a_parabola() {
        List<RunRecord> runs = runs(20, VerbalTask::polynomial);
        double[] inside = sorted(runs, Assessment::inside);
        double[] outside = sorted(runs, Assessment::outside);
        assertTrue(inside[19] <= 0.3, () -> Arrays.toString(inside));
        assertTrue(median(outside) <= 1.5, () -> Arrays.toString(outside));
        assertTrue(count(runs, "quadratic") >= 17);
    }

    @Test
    void a_periodic_prior_lets_the_sine_extrapolate_and_without_it_a_cubic_fits_inside_only() {
        List<RunRecord> with = runs(20, seed -> VerbalTask.sine(seed).withPrior());
        double[] inside = sorted(with, Assessment::inside);
        double[] outside = sorted(with, Assessment::outside);
        assertTrue(inside[19] <= 0.01, () -> Arrays.toString(inside));
        assertTrue(outside[19] <= 0.01, () -> Arrays.toString(outside));
        for (RunRecord run : with) {
            var sine = (ModelSentence.Sine) model(run);
            assertEquals(1, sine.amplitude(), 0.02);
            assertEquals(1, sine.frequency(), 0.01);
        }
        List<RunRecord> without = runs(20, VerbalTask::sine);
        assertTrue(median(sorted(without, Assessment::inside)) <= 0.02);
        assertTrue(median(sorted(without, Assessment::outside)) >= 20);
        assertEquals(20, count(without, "cubic"));
    }

    @Test
    void blobs_are_separated_from_the_first_step_on() {
        for (RunRecord run : runs(4, VerbalTask::blobs, CONFIG)) {
            List<Assessment> all = run.evaluations();
            assertEquals(0.5, all.getFirst().accuracy(), 0.02);
            for (Assessment evaluation : all.subList(1, all.size())) {
                assertTrue(evaluation.accuracy() >= 0.97, () -> "accuracy " + evaluation.accuracy());
            }
        }
    }

    @Test
    void circles_are_found_sooner_with_the_prior_and_as_well_without() {
        List<RunRecord> with = runs(10, seed -> VerbalTask.circles(seed).withPrior());
        List<RunRecord> without = runs(10, VerbalTask::circles);
        assertTrue(median(after(with, 1)) >= 0.99);
        for (int step : new int[] {2, 4, 10}) {
            double[] accuracies = after(with, step);
            assertTrue(accuracies[0] >= 0.95 && accuracies[1] >= 0.97,
                    "step " + step + ": " + Arrays.toString(accuracies));
        }
        assertTrue(median(after(without, 1)) <= 0.7);
        assertTrue(median(after(without, 2)) >= 0.97);
        for (int step : new int[] {4, 10}) {
            double[] accuracies = after(without, step);
            assertTrue(accuracies[0] >= 0.90, "step " + step + ": " + Arrays.toString(accuracies));
        }
        without.forEach(run -> assertEquals(List.of("none", "circle"),
                List.of(run.families().getFirst(), run.families().getLast())));
    }

    /** The accuracies on the test set after so many steps, the worst first. */
    private static double[] after(List<RunRecord> runs, int steps) {
        double[] accuracies = new double[runs.size()];
        for (int seed = 0; seed < accuracies.length; seed++) {
            VerbalTask task = VerbalTask.circles(seed);
            List<Double> outputs = Learner.of(task, MODEL, CONFIG)
                    .evaluate(runs.get(seed).steps().get(steps - 1).after(), task.test(), 0);
            accuracies[seed] = Assessment.of(task, outputs).accuracy();
        }
        Arrays.sort(accuracies);
        return accuracies;
    }

    @Test
    void in_context_answers_are_at_least_ten_times_worse_outside() {
        for (LongFunction<VerbalTask> task : List.<LongFunction<VerbalTask>>of(VerbalTask::linear,
                VerbalTask::polynomial,
                seed -> VerbalTask.sine(seed).withPrior())) {
            double[] described = sorted(runs(5, task), Assessment::outside);
            double[] inContext = LongStream.range(0, 5)
                    .mapToDouble(seed -> Baselines.inContext(task.apply(seed), MODEL, CONFIG).outside())
                    .sorted()
                    .toArray();
            assertTrue(median(inContext) >= 10 * median(described));
        }
    }

    @Test
    void one_threshold_tells_sneakers_from_boots_but_not_trousers_from_dresses() {
        VerbalConfig whole = CONFIG.withBatchSize(100).withEpochs(3).withEvaluate(false);
        RunRecord shoes = VerbalTrainer.of(VerbalTask.shoes(), MODEL, whole).toEndQuietly();
        assertTrue(shoes.finalEvaluation().orElseThrow().accuracy() >= 0.88);
        assertEquals("threshold", shoes.family());
        RunRecord dresses = VerbalTrainer.of(VerbalTask.dresses(), MODEL, whole).toEndQuietly();
        assertTrue(dresses.finalEvaluation().orElseThrow().accuracy() < 0.88);
    }

    @Test
    void words_that_praise_are_found_in_reviews() {
        for (RunRecord run : runs(5, VerbalTask::reviews, CONFIG.withBatchSize(20).withEpochs(2).withEvaluate(false))) {
            assertTrue(run.finalEvaluation().orElseThrow().accuracy() >= 0.95);
            assertEquals("keywords", run.family());
        }
    }

    @Test
    void a_wrong_prior_hurts() {
        double[] with = sorted(runs(10, seed -> VerbalTask.polynomial(seed).withPrior(VerbalTask.sine(0).knowledge())),
                Assessment::outside);
        double[] without = sorted(runs(10, VerbalTask::polynomial), Assessment::outside);
        assertTrue(median(with) >= 5 * median(without));
    }

    @Test
    void less_exact_profiles_learn_worse() {
        double[] losses = new double[3];
        List<Profile> profiles = List.of(Profile.LARGE, Profile.MEDIUM, Profile.SMALL);
        for (int i = 0; i < 3; i++) {
            Profile profile = profiles.get(i);
            losses[i] = LongStream.range(0, 5)
                    .mapToDouble(seed -> finalTrainLoss(VerbalTask.linear(seed),
                            SymbolicLanguageModel.of(profile, seed), seed))
                    .average()
                    .orElseThrow();
        }
        assertTrue(losses[0] < losses[1] && losses[1] < losses[2], () -> Arrays.toString(losses));
    }

    private static double finalTrainLoss(VerbalTask task, SymbolicLanguageModel model, long seed) {
        VerbalConfig config = CONFIG.withSeed(seed).withEvaluate(false);
        String description = VerbalTrainer.of(task, model, config).toEndQuietly().description();
        return Learner.of(task, model, config)
                .predictAll(description, task.training())
                .stream()
                .mapToDouble(p -> Math.pow(p.output() - p.example().target(), 2))
                .average()
                .orElseThrow();
    }

    @Test
    void one_call_for_all_data_and_no_outputs_finds_the_line_too() {
        Baselines.Direct direct = Baselines.direct(VerbalTask.linear(0), MODEL, CONFIG);
        assertEquals("linear", Description.parse(direct.description()).family());
        assertTrue(direct.evaluation().inside() <= 0.01);
    }

    @Test
    void the_exact_profile_computes_to_two_decimals_and_the_others_worse() {
        var line = ModelSentence.Polynomial.of(4, 3);
        List<Double> inputs = List.of(-2.0, -0.5, 0.25, 1.0, 3.33);
        var exact = Baselines.numericalError(line, inputs, MODEL, CONFIG);
        var small = Baselines.numericalError(line, inputs, SymbolicLanguageModel.of(Profile.SMALL, 1), CONFIG);
        assertTrue(exact.absolute() <= 0.005 + 1e-9, exact::toString);
        assertTrue(small.relative() > 0.05, small::toString);
    }
}
