package dev.linnet.kernel.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The AOT cache of the JDK from which a kernel starts: its classes, loaded and linked beforehand. It is made by a kernel
 * that runs cells of its own for some seconds, and holds for one JDK and for the very jars that it was made with.
 */
final class StartCache {
    private static final String SUFFIX = ".aot";
    private static final int PATIENCE_SECONDS = 180;

    private StartCache() {}

    /** Where the cache of the kernel with these jars and this name lies: others have other JDKs or options. */
    static Path in(Path jars, String name) {
        return jars.resolve(name + SUFFIX);
    }

    /** The options of a virtual machine that uses the cache; where it does not fit, the kernel starts without a word, and slower. */
    static List<String> options(Path cache) {
        return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off");
    }

    /** The words of a kernel's command that make such a cache: without those that use one, and what Jupyter puts in. */
    static List<String> without(List<String> words) {
        return words.stream()
                .filter(word -> !word.startsWith("-XX:AOTCache=") && !word.startsWith("-Xlog:")
                        && !word.equals(KernelSpec.CONNECTION_FILE))
                .toList();
    }

    /**
     * Makes the cache.
     *
     * @param java    the JDK's {@code java}
     * @param options its options, class path and main class, as a kernel is started
     * @return why there is none now; empty where all went well
     */
    static String make(Path java, List<String> options, Path cache) {
        var command = new ArrayList<String>();
        command.add(java.toString());
        command.add("-XX:AOTCacheOutput=" + cache);
        // Recorded profiles would have hundreds of methods compiled at once, while the first cell waits for a core.
        command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining", "-Xlog:disable"));
        command.addAll(options);
        command.add("--train");
        Path log = null;
        try {
            log = Files.createTempFile("linnet-training", ".log");
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                return "it was not done within " + PATIENCE_SECONDS + " s";
            }
            if (process.exitValue() == 0 && Files.isRegularFile(cache)) {
                return "";
            }
            return "java ended with " + process.exitValue() + lastLine(log);
        } catch (IOException failure) {
            return failure.getMessage();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "it was interrupted";
        } finally {
            delete(log);
        }
    }

    private static String lastLine(Path log) throws IOException {
        return Files.readAllLines(log)
                .stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("at "))
                .findFirst()
                .map(line -> ": " + line)
                .orElse("");
    }

    private static void delete(Path log) {
        try {
            if (log != null) {
                Files.deleteIfExists(log);
            }
        } catch (IOException left) {
            System.getLogger(StartCache.class.getName())
                    .log(System.Logger.Level.DEBUG, "Could not delete " + log, left);
        }
    }
}
