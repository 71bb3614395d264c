package dev.linnet.cuda.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Times of {@code plain.cpp}, which the machine's C++ compiler translates for this run and which times itself. */
final class PlainTimes {
    private static final List<String> COMPILERS = List.of("g++", "c++", "clang++");
    static final String FLAGS = "-O3";

    private final Map<String, Double> millis = new TreeMap<>();
    private final Path folder;
    private final String compiler;

    private PlainTimes(Path folder, String compiler) {
        this.folder = folder;
        this.compiler = compiler;
    }

    /** Empty where there is no C++ compiler. */
    static Optional<PlainTimes> compile() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("linnet-bench");
        Files.writeString(folder.resolve("plain.cpp"), EngineTimes.text("plain.cpp"));
        for (String name : COMPILERS) {
            if (isThere(name)) {
                output(folder, List.of(name, FLAGS, "-o", "plain", "plain.cpp"));
                return Optional.of(new PlainTimes(folder, name));
            }
        }
        delete(folder);
        return Optional.empty();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String output(Path folder, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said.strip());
        }
        return said;
    }

    /** Measures once more; the best of all times counts. */
    void run(Workload load) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(folder.resolve("plain").toString()));
        for (int number : new int[] {load.runs(), load.n(), load.side(), load.heads(), load.length()}) {
            command.add(String.valueOf(number));
        }
        output(folder, command).lines()
                .map(line -> line.split(" ", -1))
                .filter(words -> !words[0].equals("check"))
                .forEach(words -> millis.merge(words[0], Double.parseDouble(words[1]), Math::min));
    }

    double millis(Workload.Case c) {
        return millis.get(c.kernel);
    }

    /** The compiler, with its version and the options. */
    String title() throws IOException, InterruptedException {
        return output(folder, List.of(compiler, "--version")).lines().findFirst().orElse(compiler) + " " + FLAGS;
    }

    void close() throws IOException {
        delete(folder);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
