package dev.linnet.language;

import dev.linnet.attention.chunk.Team;
import dev.linnet.display.Progress;
import dev.linnet.files.Reason;
import dev.linnet.nn.AdamW;
import dev.linnet.nn.TrainingConfig;
import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Trains a model of bytes on a text by AdamW. Step n takes its sequences from places that the seed and n decide; a training that
 * was saved and resumed gives the same bits as one that was not, at any number of threads. An interrupt ends a training between
 * two steps: the model is what the steps so far have made of it, and {@link #run} goes on from there.
 */
public final class LanguageTrainer {
    private static final String STEPS = "linnet.training";

    private final LanguageModel model;
    private final TextCorpus corpus;
    private final LanguageTrainingConfig config;
    private final long modelSeed;
    private final byte[] text;
    private final LanguagePass pass;
    private final AdamW optimizer;
    private final float[] gradient;
    private final double[] losses;
    private final int[] tokens;
    private final int[] targets;
    private int step;
    private Path checkpoint;
    private int checkpointEvery;

    /**
     * Begins a training.
     *
     * @param modelSeed the seed that the model was built with, for its provenance
     * @throws IllegalArgumentException if the training part of the text is shorter than a sequence, or the model's tokens are not bytes
     */
    public LanguageTrainer(LanguageModel model, long modelSeed, TextCorpus corpus, LanguageTrainingConfig config) {
        this.model = model;
        this.corpus = corpus;
        this.config = config;
        this.modelSeed = modelSeed;
        text = corpus.training();
        if (text.length <= config.time()) {
            throw new IllegalArgumentException("The training text has %d bytes, too few for sequences of %d.".formatted(
                    text.length, config.time()));
        }
        if (model.config().vocabulary() != 256) {
            throw new IllegalArgumentException("The model has %d tokens; text is made of 256 bytes.".formatted(
                    model.config().vocabulary()));
        }
        pass = model.pass(config.batch(), config.time());
        optimizer = AdamW.decayingMatrices(model.parameters(), config.optimizer().weightDecay());
        gradient = new float[model.parameters().size()];
        losses = new double[config.optimizer().steps()];
        tokens = new int[config.batch() * config.time()];
        targets = new int[tokens.length];
    }

    /** The model, which every step changes. */
    public LanguageModel model() {
        return model;
    }

    /** The steps done. */
    public int steps() {
        return step;
    }

    /** The losses so far. */
    public LossCurve losses(String name) {
        return new LossCurve(name, Arrays.copyOf(losses, step));
    }

    /** How the model came to be so far. */
    public ModelProvenance provenance() {
        return ModelProvenance.trained(modelSeed, step, config.toString(), corpus);
    }

    /**
     * One step; returns the batch's mean loss before it.
     *
     * @throws CancellationException if the thread is interrupted before the weights change; they have not
     * @throws ArithmeticException   if the loss or its gradient is no number any more; the weights stay as they were
     */
    public double step() {
        TrainingConfig settings = config.optimizer();
        if (step >= settings.steps()) {
            throw new IllegalStateException("All " + settings.steps() + " steps of this training are done.");
        }
        Team.stopIfInterrupted();
        draw();
        Arrays.fill(gradient, 0f);
        float[] values = model.parameters().values();
        double loss = pass.lossAndGradient(values, tokens, targets, gradient);
        double norm = AdamW.clip(gradient, gradient.length, settings.clip());
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new ArithmeticException(
                    "The loss of step %d is %s and its gradient's norm %s; lower the learning rate (%s)."
                            .formatted(step + 1, loss, norm, settings.learningRate()));
        }
        optimizer.step(values, gradient, settings.rate(step));
        losses[step++] = loss;
        return loss;
    }

    private boolean endedEarly() {
        return config.optimizer().stopping().ends(losses, step);
    }

    private void draw() {
        var random = new SplittableRandom(mix(mix(config.seed()) + step));
        for (int sequence = 0; sequence < config.batch(); sequence++) {
            int from = random.nextInt(text.length - config.time());
            int at = sequence * config.time();
            for (int t = 0; t < config.time(); t++) {
                tokens[at + t] = text[from + t] & 0xff;
                targets[at + t] = text[from + t + 1] & 0xff;
            }
        }
    }

    /** The finaliser of MurmurHash3: neighbouring seeds give unrelated streams. */
    private static long mix(long z) {
        long a = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        long b = (a ^ (a >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return b ^ (b >>> 33);
    }

    /** Makes {@link #run} and {@link #together} save this training every so many steps, each time over the last. */
    public LanguageTrainer savingTo(Path path, int everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("everySteps is " + everySteps + "; it must be at least 1.");
        }
        checkpoint = path;
        checkpointEvery = everySteps;
        return this;
    }

    private double stepAndSave() {
        double loss = step();
        if (checkpoint != null && step % checkpointEvery == 0) {
            try {
                save(checkpoint);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The training could not be saved to " + checkpoint + " after step " + step
                                + ": " + Reason.of(e) + ".",
                        e);
            }
        }
        return loss;
    }

    /** Trains to the end, also an {@linkplain dev.linnet.nn.EarlyStopping early} one, with a progress bar and a chart of the loss. */
    public LanguageTrainer run(String name) {
        return run(name, losses.length - step);
    }

    /** Trains so many steps, or to the end, with a progress bar and a chart of the loss. */
    public LanguageTrainer run(String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count is " + count + "; it must be at least 0.");
        }
        together(Map.of(name, this), count);
        return this;
    }

    /**
     * Trains several models on one text to the end, one step each in turn, with one progress bar and one chart of their losses.
     *
     * @param trainers by the names of their models, in the chart's order
     */
    public static void together(Map<String, LanguageTrainer> trainers) {
        if (trainers.isEmpty()) {
            throw new IllegalArgumentException("There are no trainers; give at least one.");
        }
        together(trainers, Integer.MAX_VALUE);
    }

    private static void together(Map<String, LanguageTrainer> trainers, int count) {
        String title = String.join(", ", trainers.keySet());
        int[] left = trainers.values().stream().mapToInt(t -> Math.min(count, t.losses.length - t.step)).toArray();
        var first = trainers.values().iterator().next();
        var live = new LiveChart(title, Map.of("best with one byte of context",
                TextCorpus.entropy(first.corpus.validation(), 1)));
        Supplier<List<LossCurve>> curves = () -> trainers.entrySet()
                .stream()
                .map(entry -> entry.getValue().losses(entry.getKey()))
                .toList();
        try (var progress = Progress.of(title, Arrays.stream(left).asLongStream().sum())) {
            for (int round = 0; round < Arrays.stream(left).max().orElse(0); round++) {
                var losses = new StringJoiner(", ", "loss ", "");
                int i = 0;
                for (LanguageTrainer trainer : trainers.values()) {
                    if (round < left[i++] && !trainer.endedEarly()) {
                        losses.add("%.3f".formatted(trainer.stepAndSave()));
                        progress.message(losses.toString()).step();
                    }
                }
                live.update(curves);
            }
        } finally {
            live.finish(curves.get());
        }
    }

    /**
     * The mean loss on the validation text, in nats a byte: whole sequences of {@code time} bytes, one after the other, each read from a
     * zero state.
     */
    public double validationLoss(int time) {
        byte[] held = corpus.validation();
        int sequences = (held.length - 1) / time;
        if (sequences == 0) {
            throw new IllegalArgumentException(
                    "The validation text has %d bytes, too few for sequences of %d.".formatted(
                            held.length, time));
        }
        int batch = Math.clamp(4096 / time, 1, sequences);
        LanguagePass validation = model.pass(batch, time);
        double sum = 0;
        int done = 0;
        for (; done + batch <= sequences; done += batch) {
            Team.stopIfInterrupted();
            int[] read = TextCorpus.tokens(Arrays.copyOfRange(held, done * time, (done + batch) * time));
            int[] next = TextCorpus.tokens(Arrays.copyOfRange(held, done * time + 1, (done + batch) * time + 1));
            sum += validation.loss(model.parameters().values(), read, next) * batch;
        }
        return sum / done;
    }

    /** Saves model and training: {@link #resume} goes on from there, {@link LanguageModel#load} takes the model alone. */
    public void save(Path path) throws IOException {
        long size = gradient.length;
        ModelFile.writer(model, provenance(), Map.of(STEPS, config + ", step " + step))
                .floats(ModelFile.TRAINING + "first", List.of(size), optimizer.first(), 0)
                .floats(ModelFile.TRAINING + "second", List.of(size), optimizer.second(), 0)
                .doubles(ModelFile.TRAINING + "losses", List.of((long) step), Arrays.copyOf(losses, step))
                .write(path);
    }

    /**
     * Goes on with a training that {@link #save} wrote.
     *
     * @param corpus the same text
     * @param config the same settings
     * @throws IOException if the file cannot be read, or the text or the settings are not those of the saved training
     */
    public static LanguageTrainer resume(Path path, TextCorpus corpus, LanguageTrainingConfig config)
            throws IOException {
        String name = path.getFileName().toString();
        try (SafeTensors file = SafeTensors.open(path)) {
            ModelFile saved = ModelFile.read(path, file);
            ModelProvenance provenance = saved.provenance();
            if (!file.metadata().containsKey(STEPS)) {
                throw new SafeTensorsException(name + ": it holds a model but no training to go on with.");
            }
            if (!provenance.training().equals(config.toString())) {
                throw new SafeTensorsException(name + ": its training is " + provenance.training() + ", not " + config
                        + ".");
            }
            if (!provenance.sha256().equals(corpus.sha256())) {
                throw new SafeTensorsException(name + ": it was trained on " + provenance.data() + " with the checksum "
                        + provenance.sha256() + ", not on " + corpus.name() + " with " + corpus.sha256() + ".");
            }
            var trainer = new LanguageTrainer(saved.model(), provenance.seed(), corpus, config);
            trainer.restore(name, file, provenance.steps());
            return trainer;
        }
    }

    private void restore(String name, SafeTensors file, int saved) throws IOException {
        for (String part : List.of("first", "second", "losses")) {
            if (!file.tensors().containsKey(ModelFile.TRAINING + part)) {
                throw new SafeTensorsException(name + ": tensor " + ModelFile.TRAINING + part
                        + " is missing; without it the training cannot go on.");
            }
        }
        double[] done = file.doubles(ModelFile.TRAINING + "losses");
        if (saved < 0 || saved > losses.length || done.length != saved) {
            throw new SafeTensorsException(name + ": it has " + done.length + " losses and claims " + saved + " of "
                    + losses.length + " steps.");
        }
        try {
            optimizer.restore(file.floats(ModelFile.TRAINING + "first"), file.floats(ModelFile.TRAINING + "second"),
                    saved);
        } catch (IllegalArgumentException e) {
            throw new SafeTensorsException(name + ": " + e.getMessage());
        }
        System.arraycopy(done, 0, losses, 0, saved);
        step = saved;
    }
}
