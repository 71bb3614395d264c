package dev.linnet.sweep;

import dev.linnet.description.Description;
import dev.linnet.statetracking.Experiment;
import dev.linnet.statetracking.ExperimentResult;
import dev.linnet.statetracking.ExperimentRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a sweep: everything that decides its outcome.
 *
 * @param experiment what is trained; on one thread, whatever it says itself
 * @param measures   what is asked of the trained model
 */
public record Work(Experiment experiment, List<Measure> measures) {
    public Work {
        experiment = experiment.withName("").withThreads(1);
        measures = List.copyOf(measures);
    }

    /** This run in words. */
    public Description description() {
        return Description.of(this);
    }

    /** Does what a description says; this is what every worker executes. */
    public static Outcome perform(Description description) {
        Work work = description.build(Work.class);
        try (var run = ExperimentRun.of(work.experiment)) {
            return work.finish(run);
        }
    }

    /** The same, saving the training to a file every so many steps, and going on from there if it exists. */
    public static Outcome perform(Description description, Path checkpoint, int everySteps) throws IOException {
        Work work = description.build(Work.class);
        try (var run = ExperimentRun.resumeOrBegin(checkpoint, everySteps, work.experiment)) {
            return work.finish(run);
        }
    }

    private Outcome finish(ExperimentRun run) {
        ExperimentResult result;
        try {
            result = run.toEndQuietly();
        } catch (ArithmeticException diverged) { // the same would come of every attempt
            return new Outcome(run.steps(), Double.NaN, Map.of(), 0, diverged.getMessage());
        }
        var measured = new LinkedHashMap<String, Double>();
        for (Measure measure : measures) {
            measured.putAll(measure.of(result));
        }
        return new Outcome(result.losses().length, result.lastLoss(), measured, result.wallSeconds(), "");
    }
}
