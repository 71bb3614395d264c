package dev.linnet.bench.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import dev.linnet.probe.Samples;

/** What {@code linnet bench probe} runs: fits of the same samples by this library, scikit-learn and Tribuo. */
public final class ProbeBench {
    private static final double C = 1;
    /** Of a gradient of sums over 100,000 samples: 1e-5 of a mean. */
    private static final double TOLERANCE = 1;
    private static final double LESS_ACCURATE = 0.001;

    private boolean quick;
    private boolean tribuo = true;
    private String python = "/usr/bin/python3";
    private int threads = Runtime.getRuntime().availableProcessors();
    private Path page;

    private ProbeBench(String[] args) {
        for (String argument : args) {
            String name = argument.replaceFirst("=.*", "");
            String value = argument.substring(Math.min(argument.length(), name.length() + 1));
            switch (name) {
                case "quick" -> quick = value.equals("1");
                case "tribuo" -> tribuo = value.equals("1");
                case "python" -> python = value;
                case "threads" -> threads = threads(value);
                case "page" -> page = Path.of(value);
                default -> throw new IllegalArgumentException("There is no argument '" + argument + "'.");
            }
        }
    }

    private static int threads(String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException("threads is '" + value + "'; it must be at least 1.");
        }
        return Integer.parseInt(value);
    }

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    /** Measures and prints; 2 for bad arguments, 1 for a benchmark that fails. */
    static int run(String[] args, PrintStream out, PrintStream err) {
        try {
            new ProbeBench(args).run(out, err);
            return 0;
        } catch (IllegalArgumentException wrong) {
            err.println("linnet: " + wrong.getMessage());
            return 2;
        } catch (IOException | IllegalStateException failure) {
            err.println("linnet: The benchmark could not be run to its end: " + failure.getMessage());
            return 1;
        }
    }

    private void run(PrintStream out, PrintStream progress) throws IOException {
        Workload workload = quick ? Workload.QUICK : Workload.FULL;
        int rounds = quick ? 2 : 5;
        progress.println("drawing " + workload.rows() + " samples of " + workload.features() + " features ...");
        Samples samples = workload.samples(1);
        progress.println("measuring Linnet ...");
        Fit bayes = Ours.naiveBayes(samples, threads, 2 * rounds);
        Fit logistic = Ours.logistic(samples, C, TOLERANCE, threads, rounds);
        progress.println("measuring scikit-learn ...");
        ScikitLearn sklearn = scikitLearn(samples, rounds);
        var text = new StringBuilder(String.format(Locale.ROOT,
                """
                        %,d samples of %d features, %d classes, in double precision and in memory; scikit-learn %s from Debian, with %d\
                         threads as ours; seconds of the best of some fits. Logistic regression: C = %.0f, L-BFGS until no entry of the\
                         gradient of the summed losses is above %.0f, on both sides; J is what it minimises. Tribuo 4.3.2 has AdaGrad only and no\
                         such criterion: it is given the fewest passes that reach our accuracy less %.1f points. It works on one thread, and has no\
                         Gaussian naive Bayes.

                        | fit | seconds | | J | accuracy | times as long |
                        |---|--:|---|--:|--:|--:|
                        """,
                workload.rows(), workload.features(), workload.classes(), sklearn.version(), threads, C, TOLERANCE,
                100 * LESS_ACCURATE));
        text.append(bayes.row("naive Bayes, Linnet", bayes)).append('\n');
        text.append(sklearn.naiveBayes().row("naive Bayes, scikit-learn", bayes)).append('\n');
        text.append(logistic.row("logistic regression, Linnet", logistic)).append('\n');
        text.append(sklearn.logistic().row("logistic regression, scikit-learn", logistic)).append('\n');
        if (tribuo) {
            progress.println("measuring Tribuo ...");
            text.append(Tribuo.logistic(samples, logistic.accuracy() - LESS_ACCURATE)
                    .row("logistic regression, Tribuo", logistic)).append('\n');
        }
        text.append("\nTo be reached: more than 1.\n");
        out.println(text);
        if (page != null) {
            Files.writeString(page, text);
        }
    }

    private ScikitLearn scikitLearn(Samples samples, int rounds) throws IOException {
        Path file = Files.createTempFile("linnet-bench-probe", ".bin");
        try {
            Workload.write(samples, file);
            return ScikitLearn.measure(python, file, samples.features() + 1, C, TOLERANCE, threads, rounds);
        } finally {
            Files.delete(file);
        }
    }
}
