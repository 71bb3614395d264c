package dev.linnet.verbal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;

import dev.linnet.display.Progress;
import dev.linnet.llm.ChatModel;
import dev.linnet.verbal.grammar.TaskKind;

/**
 * Trains a description in words: a language model answers by it (the learner), and a language model reads the answers, the targets and the description and
 * writes the next one (the optimizer). Algorithm 1 of Xiao, Bamler, Schölkopf, Liu, arXiv 2406.04344.
 *
 * <pre>{@code
 * RunRecord run = VerbalTrainer.of(VerbalTask.linear(0), model, VerbalConfig.DEFAULT).recordingTo(Path.of("run.jsonl")).toEnd();
 * }</pre>
 *
 * <p>A training that was stopped, between steps or within one, goes on from its file with {@link #resume}; with a model that answers the same when asked
 * the same, to the same end as if nothing had been: description, step and the last exchange are all its state, and batches are drawn from the seed
 * and the number of the epoch. Not for use by several threads at once.
 */
public final class VerbalTrainer implements AutoCloseable {
    private final VerbalTask task;
    private final VerbalConfig config;
    private final RunRecord record;
    private final Learner learner;
    private final Optimizer optimizer;
    private Optional<Improvement.Exchange> last;
    private RunLog log;

    private VerbalTrainer(VerbalTask task, ChatModel model, VerbalConfig config, RunRecord record) {
        this.task = task;
        this.config = config;
        this.record = record;
        last = record.lastExchange();
        var calls = new ModelCalls(model, config, this::record);
        learner = new Learner(task, calls);
        optimizer = new Optimizer(task, config, calls);
        int length = task.initialDescription().length();
        if (length > config.descriptionLimit()) {
            throw new IllegalArgumentException("The first description has " + length + " characters; the limit is "
                    + config.descriptionLimit() + ". Shorten it, or raise descriptionLimit.");
        }
    }

    /** A training before its first step. */
    public static VerbalTrainer of(VerbalTask task, ChatModel model, VerbalConfig config) {
        return new VerbalTrainer(task, model, config,
                new RunRecord(RunHeader.of(task, model.description(), config)));
    }

    /**
     * Goes on with a training from its file, and goes on writing there. What a step had asked when it was stopped is asked again.
     *
     * @throws IOException where the file cannot be read, or is of another training: the message names the first thing that differs
     */
    public static VerbalTrainer resume(Path file, VerbalTask task, ChatModel model, VerbalConfig config)
            throws IOException {
        RunRecord record = RunRecord.read(file);
        var difference = record.header().difference(RunHeader.of(task, model.description(), config));
        if (difference.isPresent()) {
            throw new IOException(file + " is the record of another training: " + difference.get() + ".");
        }
        record.abandon();
        var trainer = new VerbalTrainer(task, model, config, record);
        trainer.log = RunLog.goOn(file);
        return trainer;
    }

    /** Goes on from the file if there is one, or begins and records there. */
    public static VerbalTrainer resumeOrBegin(Path file, VerbalTask task, ChatModel model, VerbalConfig config)
            throws IOException {
        return Files.exists(file) ? resume(file, task, model, config) : of(task, model, config).recordingTo(file);
    }

    /**
     * Makes this training write every prompt and reply to a new file as soon as it has them.
     *
     * @throws IOException where the file exists or cannot be written
     */
    public VerbalTrainer recordingTo(Path file) throws IOException {
        if (log != null || !record.steps().isEmpty()) {
            throw new IllegalStateException(
                    "This training is under way; say where to record it before its first step.");
        }
        log = RunLog.begin(file, record.header());
        return this;
    }

    private void record(Call call) {
        record.add(call);
        if (log != null) {
            log.call(call);
        }
    }

    /** What has happened so far. */
    public RunRecord record() {
        return record;
    }

    /** The steps of an epoch. */
    public int stepsPerEpoch() {
        return (task.training().size() + config.batchSize() - 1) / config.batchSize();
    }

    private int allSteps() {
        return Math.multiplyExact(stepsPerEpoch(), config.epochs());
    }

    /** Whether all steps are done. */
    public boolean ended() {
        return record.steps().size() == allSteps();
    }

    /** Which examples a step sees: the seed and the epoch decide it. */
    private List<Integer> batch(int step) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, task.training().size()).boxed().toList());
        int epoch = step / stepsPerEpoch();
        if (config.shuffle()) {
            var seed = new SplittableRandom(config.seed());
            for (int i = 0; i < epoch; i++) {
                seed.nextLong();
            }
            Collections.shuffle(order, Random.from(new SplittableRandom(seed.nextLong())));
        }
        int from = step % stepsPerEpoch() * config.batchSize();
        return order.subList(from, Math.min(order.size(), from + config.batchSize()));
    }

    /**
     * One step. Where no reply can be read it fails, is counted, and leaves the description as it is.
     *
     * @throws UnreadableReplyException          where more than {@link VerbalConfig#failedSteps} in a row failed
     * @throws dev.linnet.llm.ChatException where the model cannot be reached or refuses; the step can be done again
     * @throws CancellationException             where the thread is interrupted; the step can be done again
     */
    public StepRecord step() {
        if (ended()) {
            throw new IllegalStateException("All " + record.steps().size() + " steps are done.");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The training was stopped after step " + record.steps().size() + ".");
        }
        record.abandon();
        int step = record.steps().size();
        String before = record.description();
        Optional<Assessment> evaluation = config.evaluate() && !task.test().isEmpty()
                ? Optional.of(Assessment.of(task, learner.evaluate(before, task.test(), step)))
                : Optional.empty();
        List<Integer> batch = batch(step);
        List<Double> outputs = List.of();
        double loss = Double.NaN;
        StepRecord done;
        try {
            List<Prediction> predictions = learner.predictAll(before, batch.stream().map(task.training()::get).toList(),
                    step);
            outputs = predictions.stream().map(Prediction::output).toList();
            loss = loss(predictions);
            Improvement improvement = optimizer.improve(before, predictions, last, step);
            last = Optional.of(improvement.exchange());
            done = new StepRecord(step, step / stepsPerEpoch(), batch, before, evaluation, outputs, loss,
                    improvement.reasoning(), next(improvement.description()), "");
        } catch (UnreadableReplyException e) {
            done = new StepRecord(step, step / stepsPerEpoch(), batch, before, evaluation, outputs, loss, "", before,
                    e.getMessage());
        }
        record.add(done);
        if (log != null) {
            log.step(done);
        }
        giveUpWhereAllFail();
        return done;
    }

    private String next(String description) {
        return config.attachInitial() ? task.initialDescription() + " " + description : description;
    }

    private double loss(List<Prediction> predictions) {
        return predictions.stream()
                .mapToDouble(p -> task.kind() == TaskKind.REGRESSION
                        ? Math.pow(p.output() - p.example().target(), 2)
                        : p.right() ? 0 : 1)
                .average()
                .orElseThrow();
    }

    private void giveUpWhereAllFail() {
        int failed = 0;
        for (StepRecord step : record.steps().reversed()) {
            if (!step.failed()) {
                break;
            }
            failed++;
        }
        if (failed > config.failedSteps()) {
            throw new UnreadableReplyException(
                    failed + " steps in a row failed. The last one: " + record.steps().getLast().failure());
        }
    }

    /** Trains to the end with a progress bar, and evaluates the last description. */
    public RunRecord toEnd() {
        try (this; var progress = Progress.of(task.name(), allSteps())) {
            progress.to(record.steps().size());
            while (!ended()) {
                StepRecord step = step();
                progress.message(step.failed() ? "step failed" : "loss %.4f before the step".formatted(step.loss())).step();
            }
            return finish();
        }
    }

    /** The same without showing anything. */
    public RunRecord toEndQuietly() {
        try (this) {
            while (!ended()) {
                step();
            }
            return finish();
        }
    }

    private RunRecord finish() {
        if (!task.test().isEmpty() && record.finalEvaluation().isEmpty()) {
            var evaluation = Assessment.of(task,
                    learner.evaluate(record.description(), task.test(), record.steps().size()));
            record.end(evaluation);
            if (log != null) {
                log.end(evaluation);
            }
        }
        return record;
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
