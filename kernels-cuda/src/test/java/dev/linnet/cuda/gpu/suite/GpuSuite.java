package dev.linnet.cuda.gpu.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs the GPU suite: each class of tests in a virtual machine of its own, the risky ones last, with a limit for each and for
 * all. What happens is printed with the time and written, as it happens, into the results' folder: {@code suite.log},
 * {@code suite.tsv} (a line per test), {@code suite.md} (the report).
 *
 * <p>Arguments: {@code out=FOLDER}, {@code seconds=N} for all together, {@code only=NAMES} for classes whose names contain one
 * of these, between commas.
 */
public final class GpuSuite {
    /** Test classes in the order in which they run; what may break a GPU's context, or hang, comes last. */
    private static final List<Class<?>> CLASSES = List.of(DeviceOnGpu.class, ArgumentsOnGpu.class, FeaturesOnGpu.class,
            GroupsOnGpu.class, KernelsOnGpu.class,
            dev.linnet.cuda.ptx.OpcodesOnGpu.class, FuzzOnGpu.class, RecursionOnGpu.class, RefusalsOnGpu.class,
            PrintOnGpu.class, TuneOnGpu.class,
            ProcessesOnGpu.class, FaultsOnGpu.class, MemoryOnGpu.class, EndlessOnGpu.class);
    private static final int CLASS_SECONDS = 70;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.S", Locale.ROOT);

    private final Path out;
    private final long end;
    private final SuiteReport report = new SuiteReport();

    private GpuSuite(Path out, int seconds) {
        this.out = out;
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Ends with 0 where nothing failed, else with 1. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String out = "gpu-results";
        String only = "";
        int seconds = 150;
        for (var argument : arguments) {
            var value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.substring(0, Math.max(0, argument.indexOf('=')))) {
                case "out" -> out = value;
                case "only" -> only = value;
                case "seconds" -> seconds = Integer.parseInt(value);
                default -> throw new IllegalArgumentException("There is no argument " + argument
                        + "; there are out=FOLDER, seconds=N, only=NAMES.");
            }
        }
        System.exit(new GpuSuite(Files.createDirectories(Path.of(out).toAbsolutePath()), seconds).run(only) ? 0 : 1);
    }

    private boolean run(String only) throws IOException, InterruptedException {
        Files.deleteIfExists(out.resolve("suite.tsv"));
        Files.deleteIfExists(out.resolve("suite.log"));
        for (var type : CLASSES) {
            if (Arrays.stream(only.split(",", -1)).noneMatch(type.getSimpleName()::contains)) {
                continue;
            }
            long left = TimeUnit.NANOSECONDS.toSeconds(end - System.nanoTime());
            if (left < 5) {
                say(type.getSimpleName() + " is not run: the time is up");
                report.add(type.getSimpleName(), "", SuiteReport.Status.FAILED, 0, "not run: the time was up");
                continue;
            }
            fork(type, Math.min(left, CLASS_SECONDS));
            Files.writeString(out.resolve("suite.md"), report.markdown());
            Files.writeString(out.resolve("suite.tsv"), report.table());
        }
        say(report.summary());
        return report.failed() == 0;
    }

    private void fork(Class<?> type, long seconds) throws IOException, InterruptedException {
        say("--- " + type.getSimpleName());
        var process = new ProcessBuilder(command(SuiteFork.class, type.getName())).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var events = new ForkEvents(type.getSimpleName(), report);
        var reader = Thread.ofPlatform().daemon().start(() -> {
            try (var lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    events.take(line).ifPresent(this::say);
                }
            } catch (IOException e) {
                say("the output of " + type.getSimpleName() + " breaks off: " + e.getMessage());
            }
        });
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(10, TimeUnit.SECONDS);
        }
        reader.join(5_000);
        events.ended(ended
                ? "its virtual machine ended with " + process.exitValue()
                : "it took more than " + seconds + " s and was stopped").ifPresent(this::say);
    }

    /** A virtual machine like this one; its collector lets native code hold on to an array and call Java, as the stand-in does. */
    public static List<String> command(Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED", "-Xmx3g",
                "-cp", System.getProperty("java.class.path")));
        for (var property : List.of("linnet.cuda.driver", "linnet.cuda.cache", "linnet.cuda.nvrtc", StandIn.PROPERTY,
                "java.io.tmpdir")) {
            if (System.getProperty(property) != null) {
                command.add("-D" + property + "=" + System.getProperty(property));
            }
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private void say(String line) {
        var text = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS).format(CLOCK) + " " + line;
        System.out.println(text);
        try {
            Files.writeString(out.resolve("suite.log"), text + "\n", java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.out.println("suite.log cannot be written: " + e.getMessage());
        }
    }
}
