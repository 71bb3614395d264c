package dev.linnet.sweep;

import dev.linnet.attention.chunk.Team;
import dev.linnet.statetracking.Experiment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;

/**
 * A grid of experiments and seeds.
 *
 * <pre>{@code
 * SweepResult result = Sweep.of(Experiment.parity(SIGNED), Experiment.parity(NON_NEGATIVE))
 *         .varying("rate", List.of(1e-3, 3e-3), (e, rate) -> e.withTraining(e.training().withLearningRate(rate)))
 *         .seeds(0, 1, 2)
 *         .measuring(new Measure.ScaledAccuracy(Parity.TEST, 512))
 *         .run(Path.of("runs/parity"));
 * result.table()
 * }</pre>
 *
 * <p>A finished run is written to the folder at once, under a hash of all that decides its outcome: experiment, seed, measures and the
 * library's version. Whoever runs the sweep again, after an interrupt, a kill or with a larger grid, computes only what is not there. A
 * run that fails is tried again, {@value LocalEngine#ATTEMPTS} times in all, but for one whose loss is no number any more: that has its
 * reason in the table. The table is the same at any number of workers.
 *
 * <p>Immutable: every method gives a new sweep.
 */
public final class Sweep {
    /** What runs it. */
    private sealed interface Place {
        record Here(int workers) implements Place {}

        record Spark(String master) implements Place {}
    }

    /** A point of the grid without its seed. */
    private record Point(Experiment experiment, Map<String, String> labels) {}

    private final List<Point> points;
    private final List<Long> seeds;
    private final List<Measure> measures;
    private final Place place;
    private final int checkpointEvery;

    private Sweep(List<Point> points, List<Long> seeds, List<Measure> measures, Place place, int checkpointEvery) {
        this.points = List.copyOf(points);
        this.seeds = List.copyOf(seeds);
        this.measures = List.copyOf(measures);
        this.place = place;
        this.checkpointEvery = checkpointEvery;
    }

    /** A sweep over some experiments, each with its own seed, on all cores of this machine. */
    public static Sweep of(Experiment... experiments) {
        return of(Arrays.asList(experiments));
    }

    /** A sweep over some experiments, each with its own seed, on all cores of this machine. */
    public static Sweep of(List<Experiment> experiments) {
        if (experiments.isEmpty()) {
            throw new IllegalArgumentException("There are no experiments; a sweep needs at least one.");
        }
        return new Sweep(experiments.stream().map(experiment -> new Point(experiment, Map.of())).toList(), List.of(),
                List.of(), new Place.Here(Runtime.getRuntime().availableProcessors()), 0);
    }

    /**
     * Every experiment of this sweep with every one of {@code values}.
     *
     * @param name  of the table's column, in which the values stand
     * @param apply the experiment with a value; called here and now, so it may use anything
     */
    public <T> Sweep varying(String name, List<T> values, BiFunction<Experiment, T, Experiment> apply) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("There are no values of " + name + "; give at least one.");
        }
        if (points.getFirst().labels.containsKey(name) || SweepResult.FIXED.contains(name)) {
            throw new IllegalArgumentException("There is a column " + name + " already; choose another name.");
        }
        var more = new ArrayList<Point>();
        for (Point point : points) {
            for (T value : values) {
                var labels = new LinkedHashMap<>(point.labels);
                labels.put(name, String.valueOf(value));
                more.add(new Point(apply.apply(point.experiment, value), labels));
            }
        }
        return new Sweep(more, seeds, measures, place, checkpointEvery);
    }

    /** Every experiment with each of these seeds instead of its own. */
    public Sweep seeds(long... newSeeds) {
        return new Sweep(points, Arrays.stream(newSeeds).boxed().toList(), measures, place, checkpointEvery);
    }

    /** Also asks for these numbers of every trained model. */
    public Sweep measuring(Measure... more) {
        var all = new ArrayList<>(measures);
        all.addAll(Arrays.asList(more));
        return new Sweep(points, seeds, all, place, checkpointEvery);
    }

    /** Runs on this machine, so many experiments at once, each on one thread. */
    public Sweep workers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("workers is " + count + "; it must be at least 1.");
        }
        return new Sweep(points, seeds, measures, new Place.Here(count), checkpointEvery);
    }

    /**
     * Runs on a cluster of Apache Spark. What is sent there is text that says which experiments of this library are to be done; a
     * run whose executor is lost is given to another one, and the finished ones stay finished.
     *
     * @param master {@code spark://HOST:PORT}, or {@code local[N]} to try
     */
    public Sweep onSpark(String master) {
        return new Sweep(points, seeds, measures, new Place.Spark(master), checkpointEvery);
    }

    /**
     * Saves every training in the sweep's folder every so many steps and at the end, so that one that was cut short goes on from there,
     * and {@link SweepResult#trained} has the models. Not on Spark.
     */
    public Sweep checkpointing(int everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("everySteps is " + everySteps + "; it must be at least 1.");
        }
        return new Sweep(points, seeds, measures, place, everySteps);
    }

    /** The number of runs. */
    public int size() {
        return points.size() * Math.max(1, seeds.size());
    }

    /**
     * Runs what is not yet in the folder's {@value ResultFile#NAME}, with a progress bar and in a notebook a table that grows.
     *
     * @throws CancellationException if the thread is interrupted: what has finished is kept
     * @throws IOException           if the folder cannot be used or a result not be written; what was written before is kept
     * @throws IllegalStateException if there is no Spark or its master does not answer
     */
    public SweepResult run(Path folder) throws IOException {
        List<Planned> planned = planned();
        Team.stopIfInterrupted();
        try (ResultFile results = ResultFile.open(folder)) {
            var execution = new Execution(folder, planned, results);
            if (execution.left() > 0) {
                try (Engine engine = engine(folder)) {
                    execution.run(engine);
                }
            }
            return execution.result();
        }
    }

    private List<Planned> planned() {
        var planned = new ArrayList<Planned>();
        var byKey = new LinkedHashMap<String, Planned>();
        for (Point point : points) {
            for (long seed : seeds.isEmpty() ? List.of(point.experiment.seed()) : seeds) {
                Planned run = Planned.of(point.experiment.withSeed(seed), point.labels, measures);
                Planned same = byKey.put(run.key(), run);
                if (same != null) {
                    throw new IllegalArgumentException("The sweep has one run twice: %s and %s are the same experiment."
                            .formatted(same.json(), run.json()));
                }
                planned.add(run);
            }
        }
        return planned;
    }

    private Engine engine(Path folder) {
        return switch (place) {
            case Place.Here here -> new LocalEngine(here.workers, folder, checkpointEvery);
            case Place.Spark spark -> {
                if (checkpointEvery > 0) {
                    throw new IllegalStateException(
                            "Trainings on Spark cannot be saved on the way: their executors have not this"
                                    + " machine's folder. Leave out checkpointing.");
                }
                yield ServiceLoader.load(Engine.Provider.class, Sweep.class.getClassLoader())
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("This library was built without Spark."))
                        .open(spark.master);
            }
        };
    }
}
