package dev.linnet.statetracking;

import java.nio.file.Path;

/** Trains and saves after every step, telling each step, until somebody kills it; exits with 3 if it cannot save. */
final class TrainToDeath {
    private TrainToDeath() {}

    public static void main(String[] arguments) throws Exception {
        var file = Path.of(arguments[0]);
        try (var run = ExperimentRun.resumeOrBegin(file, 1, ExperimentRunTest.experiment())) {
            while (!run.ended()) {
                run.step();
                run.save(file);
                System.out.println(run.steps());
            }
        } catch (java.io.IOException e) {
            System.out.println(e.getMessage());
            System.exit(3);
        }
    }
}
