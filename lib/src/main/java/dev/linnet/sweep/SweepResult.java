package dev.linnet.sweep;

import dev.linnet.statetracking.ExperimentResult;
import dev.linnet.statetracking.ExperimentRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The outcomes of a sweep, in the order of its grid. */
public final class SweepResult {
    static final Set<String> FIXED = Set.of("name", "seed", "steps", "loss", "failure");

    private final Path folder;
    private final List<Planned> planned;
    private final List<Outcome> outcomes;
    private final int computed;

    SweepResult(Path folder, List<Planned> planned, List<Outcome> outcomes, int computed) {
        this.folder = folder;
        this.planned = planned;
        this.outcomes = List.copyOf(outcomes);
        this.computed = computed;
    }

    /**
     * A row a run: the experiment's name, what was varied, its seed, the steps done, the last loss, the measures, and a failure where there
     * is one. The same bits at any number of workers, here and on Spark.
     */
    public Table table() {
        return table(planned, outcomes);
    }

    static Table table(List<Planned> planned, List<Outcome> outcomes) {
        Table table = Table.create("sweep");
        StringColumn names = StringColumn.create("name");
        LongColumn seeds = LongColumn.create("seed");
        IntColumn steps = IntColumn.create("steps");
        DoubleColumn losses = DoubleColumn.create("loss");
        StringColumn failures = StringColumn.create("failure");
        for (int i = 0; i < planned.size(); i++) {
            Outcome outcome = outcomes.get(i);
            names.append(planned.get(i).experiment().name());
            seeds.append(planned.get(i).experiment().seed());
            if (outcome == null) {
                steps.appendMissing();
                losses.appendMissing();
                failures.append("");
            } else {
                steps.append(outcome.steps());
                losses.append(outcome.loss());
                failures.append(outcome.failure());
            }
        }
        table.addColumns(names);
        for (String label : planned.getFirst().labels().keySet()) {
            table.addColumns(StringColumn.create(label,
                    planned.stream().map(run -> run.labels().get(label)).toArray(String[]::new)));
        }
        table.addColumns(seeds, steps, losses);
        for (String measure : measures(outcomes)) {
            DoubleColumn column = DoubleColumn.create(measure);
            for (Outcome outcome : outcomes) {
                column.append(outcome == null ? null : outcome.measures().get(measure));
            }
            table.addColumns(column);
        }
        if (outcomes.stream().anyMatch(outcome -> outcome != null && !outcome.succeeded())) {
            table.addColumns(failures);
        }
        return table;
    }

    private static Set<String> measures(List<Outcome> outcomes) {
        var names = new LinkedHashSet<String>();
        outcomes.stream()
                .filter(outcome -> outcome != null)
                .forEach(outcome -> names.addAll(outcome.measures().keySet()));
        return names;
    }

    /** The outcomes in the order of the table's rows. */
    public List<Outcome> outcomes() {
        return Collections.unmodifiableList(outcomes);
    }

    /** How many runs were computed by this call; the others were there already. */
    public int computed() {
        return computed;
    }

    /** The number of runs without a result; {@link Sweep#run} tries them again. */
    public int failed() {
        return (int) outcomes.stream().filter(outcome -> !outcome.succeeded()).count();
    }

    /**
     * The trained model of a row, of a sweep that {@linkplain Sweep#checkpointing saves} its trainings.
     *
     * @throws IOException if there is none, or it cannot be read
     */
    public ExperimentResult trained(int row) throws IOException {
        Planned run = planned.get(row);
        Path file = ResultFile.checkpoint(folder, run.key());
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null,
                    "the training was not saved; use checkpointing(...) before the sweep runs");
        }
        try (var training = ExperimentRun.resume(file, run.experiment())) {
            return training.result();
        }
    }

    @Override
    public String toString() {
        return "%d runs, %d failed%n%s".formatted(planned.size(), failed(), table());
    }
}
