package dev.linnet.probe;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.linnet.description.LibraryVersion;
import dev.linnet.safetensors.SafeTensors;
import dev.linnet.safetensors.SafeTensorsException;
import dev.linnet.safetensors.SafeTensorsWriter;
import dev.linnet.safetensors.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fitted probe in a safetensors file: numbers only, nothing that is ever executed. A probe that was loaded predicts what the saved one
 * does, bit for bit, and one that learns from pieces goes on as if nothing had been.
 *
 * <pre>{@code
 * ProbeFile.save(Path.of("probe.safetensors"), probe, scaler);
 * ProbeFile saved = ProbeFile.load(Path.of("probe.safetensors"));
 * saved.probe().score(saved.scaled(samples))
 * }</pre>
 *
 * @param probe  the probe
 * @param scaler what features went through before they came to the probe, if it was saved
 */
public record ProbeFile(Probe probe, Optional<MinMaxScaler> scaler) {
    /** Of the format; a file of a higher one is refused. */
    public static final int VERSION = 1;
    private static final String METADATA = "linnet.probe";
    private static final String BAYES = "gaussian naive Bayes";
    private static final String LOGISTIC = "logistic regression";
    private static final String STOCHASTIC = "stochastic logistic regression";

    /** Saves a probe; the file is replaced as a whole or not at all. */
    public static void save(Path path, Probe probe) throws IOException {
        write(path, probe, Optional.empty());
    }

    /** Saves a probe with the scaler of its features. */
    public static void save(Path path, Probe probe, MinMaxScaler scaler) throws IOException {
        if (scaler.low().length != probe.features()) {
            throw new IllegalArgumentException("the scaler is of " + scaler.low().length
                    + " features, the probe was fitted to " + probe.features());
        }
        write(path, probe, Optional.of(scaler));
    }

    private static void write(Path path, Probe probe, Optional<MinMaxScaler> scaler) throws IOException {
        var about = new JsonObject();
        about.addProperty("version", VERSION);
        about.addProperty("library", LibraryVersion.get());
        about.addProperty("features", probe.features());
        about.addProperty("classes", probe.classes());
        long n = probe.features();
        long classes = probe.classes();
        switch (probe) {
            case GaussianNaiveBayes bayes -> {
                about.addProperty("kind", BAYES);
                about.addProperty("variance", bayes.kind().name());
                about.addProperty("epsilon", bayes.epsilon());
            }
            case LogisticRegression logistic -> {
                about.addProperty("kind", LOGISTIC);
                about.addProperty("c", logistic.options().c());
                about.addProperty("tolerance", logistic.options().tolerance());
                about.addProperty("iterations", logistic.options().iterations());
                about.addProperty("value", logistic.minimum().value());
                about.addProperty("slope", logistic.minimum().slope());
                about.addProperty("taken", logistic.minimum().iterations());
                about.addProperty("evaluations", logistic.minimum().evaluations());
                about.addProperty("converged", logistic.minimum().converged());
            }
            case StochasticLogisticRegression stochastic -> {
                about.addProperty("kind", STOCHASTIC);
                about.addProperty("rule", stochastic.options().rule().name());
                about.addProperty("rate", stochastic.options().rate());
                about.addProperty("weightDecay", stochastic.options().weightDecay());
                about.addProperty("batch", stochastic.options().batch());
                about.addProperty("epochs", stochastic.options().epochs());
                about.addProperty("seed", stochastic.options().seed());
                about.addProperty("steps", stochastic.steps());
                about.addProperty("passes", stochastic.passes());
            }
        }
        var writer = new SafeTensorsWriter(Map.of(METADATA, about.toString()));
        switch (probe) {
            case GaussianNaiveBayes bayes -> {
                ClassStatistics statistics = bayes.statistics();
                var counts = new double[statistics.classes()];
                Arrays.setAll(counts, statistics::count);
                writer.doubles("counts", List.of(classes), counts)
                        .doubles("means", List.of(classes, n), statistics.means())
                        .doubles("squares", List.of(classes, n), statistics.squares());
            }
            case LogisticRegression logistic -> {
                long outputs = LogisticObjective.outputs(probe.classes());
                writer.doubles("weights", List.of(outputs, n), logistic.weights())
                        .doubles("bias", List.of(outputs), logistic.bias());
            }
            case StochasticLogisticRegression stochastic -> {
                double[][] state = stochastic.state();
                for (int i = 0; i < state.length; i++) {
                    writer.doubles(STATE[i], List.of(classes * (n + 1)), state[i]);
                }
            }
        }
        scaler.ifPresent(ranges -> writer.doubles("low", List.of(n), ranges.low())
                .doubles("high", List.of(n), ranges.high()));
        writer.write(path);
    }

    private static final String[] STATE = {"parameters", "first", "second"};

    /**
     * Loads a probe that {@link #save} wrote.
     *
     * @throws IOException if the file is damaged, of a newer format, or no probe; the message is one sentence
     */
    public static ProbeFile load(Path path) throws IOException {
        String name = path.getFileName().toString();
        try (SafeTensors file = SafeTensors.open(path)) {
            String text = file.metadata().get(METADATA);
            if (text == null) {
                throw new SafeTensorsException(name + ": it is no probe that Linnet saved; its metadata has no "
                        + METADATA + ".");
            }
            var reader = new Reader(name, file, about(name, text));
            return new ProbeFile(reader.probe(), reader.scaler());
        } catch (SafeTensorsException e) {
            throw e;
        } catch (RuntimeException e) { // Gson's many kinds, and options that records refuse
            throw new SafeTensorsException(name + ": what it says of its probe cannot be read (" + e.getMessage()
                    + ").");
        }
    }

    private static JsonObject about(String name, String text) throws SafeTensorsException {
        JsonObject about = JsonParser.parseString(text).getAsJsonObject();
        int version = about.get("version").getAsInt();
        if (version != VERSION) {
            throw new SafeTensorsException(name + ": it is of format " + version + ", written by Linnet "
                    + about.get("library") + "; this one reads format " + VERSION + ".");
        }
        return about;
    }

    /** These samples through the scaler, if there is one. */
    public Samples scaled(Samples samples) {
        return scaler.map(ranges -> ranges.apply(samples)).orElse(samples);
    }

    private record Reader(String name, SafeTensors file, JsonObject about) {
        private Probe probe() throws SafeTensorsException {
            int n = size("features");
            int classes = size("classes");
            String kind = about.get("kind").getAsString();
            return switch (kind) {
                case BAYES -> bayes(n, classes);
                case LOGISTIC -> logistic(n, classes);
                case STOCHASTIC -> stochastic(n, classes);
                default -> throw new SafeTensorsException(name + ": its probe is a " + kind
                        + ", which this version does not know.");
            };
        }

        private int size(String field) throws SafeTensorsException {
            int size = about.get(field).getAsInt();
            if (size < 1) {
                throw new SafeTensorsException(name + ": it says that it has " + size + " " + field + ".");
            }
            return size;
        }

        private Probe bayes(int n, int classes) throws SafeTensorsException {
            double[] counts = numbers("counts", classes);
            var whole = new long[classes];
            for (int k = 0; k < classes; k++) {
                whole[k] = (long) counts[k];
                if (whole[k] != counts[k] || whole[k] < 1) {
                    throw new SafeTensorsException(name + ": class " + k + " is said to have had " + counts[k]
                            + " samples; the file is damaged.");
                }
            }
            double[] squares = numbers("squares", classes, n);
            for (double square : squares) {
                if (square < 0) {
                    throw new SafeTensorsException(name + ": a sum of squares in it is " + square
                            + "; the file is damaged.");
                }
            }
            return new GaussianNaiveBayes(
                    GaussianNaiveBayes.Variance.valueOf(about.get("variance").getAsString()),
                    about.get("epsilon").getAsDouble(),
                    new ClassStatistics(n, whole, numbers("means", classes, n), squares));
        }

        private Probe logistic(int n, int classes) throws SafeTensorsException {
            int outputs = LogisticObjective.outputs(classes);
            double[] weights = numbers("weights", outputs, n);
            double[] bias = numbers("bias", outputs);
            double[] parameters = Arrays.copyOf(weights, weights.length + outputs);
            System.arraycopy(bias, 0, parameters, weights.length, outputs);
            var options = LogisticRegression.Options.USUAL.withC(about.get("c").getAsDouble())
                    .withTolerance(about.get("tolerance").getAsDouble())
                    .withIterations(about.get("iterations").getAsInt());
            return new LogisticRegression(options, n, classes, new Lbfgs.Minimum(parameters,
                    about.get("value").getAsDouble(), about.get("slope").getAsDouble(), about.get("taken").getAsInt(),
                    about.get("evaluations").getAsInt(), about.get("converged").getAsBoolean()));
        }

        private Probe stochastic(int n, int classes) throws SafeTensorsException {
            var options = new StochasticLogisticRegression.Options(
                    StochasticLogisticRegression.Rule.valueOf(about.get("rule").getAsString()),
                    about.get("rate").getAsDouble(), about.get("weightDecay").getAsDouble(),
                    about.get("batch").getAsInt(), about.get("epochs").getAsInt(), about.get("seed").getAsLong());
            var state = new double[STATE.length][];
            for (int i = 0; i < state.length; i++) {
                state[i] = numbers(STATE[i], Math.multiplyExact(classes, n + 1L));
            }
            return new StochasticLogisticRegression(options, n, classes, state, about.get("steps").getAsLong(),
                    about.get("passes").getAsLong());
        }

        private Optional<MinMaxScaler> scaler() throws SafeTensorsException {
            if (!file.tensors().containsKey("low")) {
                return Optional.empty();
            }
            int n = size("features");
            return Optional.of(new MinMaxScaler(numbers("low", n), numbers("high", n)));
        }

        /** A tensor of this shape, all of it finite. */
        private double[] numbers(String tensor, long... shape) throws SafeTensorsException {
            TensorInfo info = file.tensors().get(tensor);
            List<Long> wanted = Arrays.stream(shape).boxed().toList();
            if (info == null) {
                throw new SafeTensorsException(name + ": tensor " + tensor + " is missing.");
            }
            if (!info.shape().equals(wanted)) {
                throw new SafeTensorsException(name + ": tensor " + tensor + " has the shape " + info.shape()
                        + "; its probe asks for " + wanted + ".");
            }
            double[] numbers = file.doubles(tensor);
            for (int i = 0; i < numbers.length; i++) {
                if (!Double.isFinite(numbers[i])) {
                    throw new SafeTensorsException(name + ": number " + i + " of tensor " + tensor + " is " + numbers[i]
                            + "; the file is damaged.");
                }
            }
            return numbers;
        }
    }
}
