package dev.linnet.bench.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** scikit-learn's fits, in a process of its own. */
record ScikitLearn(String version, Fit naiveBayes, Fit logistic) {
    /**
     * Measures.
     *
     * @throws IllegalStateException where Python has no scikit-learn or fails, with what it printed
     */
    static ScikitLearn measure(String python, Path samples, int columns, double c, double tolerance, int threads,
            int rounds) throws IOException {
        Path script = Files.createTempFile("sklearn-bench", ".py");
        Path errors = Files.createTempFile("sklearn-bench", ".err");
        try (var text = ScikitLearn.class.getResourceAsStream("sklearn_bench.py")) {
            Files.write(script, text.readAllBytes());
            var builder = new ProcessBuilder(python, script.toString(), samples.toString(), Integer.toString(columns),
                    Double.toString(c), Double.toString(tolerance), Integer.toString(rounds))
                    .redirectError(errors.toFile());
            builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
            builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(python + " with scikit-learn (apt-get install python3-sklearn) failed: "
                        + Files.readString(errors).strip());
            }
            Map<String, String> found = new HashMap<>();
            out.lines().map(line -> line.split("=", 2)).forEach(pair -> found.put(pair[0], pair[1]));
            return new ScikitLearn(found.get("version"),
                    new Fit(number(found, "bayes.seconds"), Double.NaN, number(found, "bayes.accuracy"), ""),
                    new Fit(number(found, "logistic.seconds"), number(found, "logistic.objective"),
                            number(found, "logistic.accuracy"), found.get("logistic.steps") + " steps"));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } finally {
            Files.delete(script);
            Files.delete(errors);
        }
    }

    private static double number(Map<String, String> found, String name) {
        return Double.parseDouble(found.get(name));
    }
}
