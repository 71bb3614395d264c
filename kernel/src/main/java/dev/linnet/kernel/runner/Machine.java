package dev.linnet.kernel.runner;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/**
 * The computer that a run happens on.
 *
 * @param os     operating system, version and architecture
 * @param cpu    the processor's name
 * @param cores  how many processors the JVM may use
 * @param memory bytes of memory
 * @param gpu    the names of NVIDIA GPUs and their driver, or null
 */
public record Machine(String os, String cpu, int cores, long memory, String gpu) {
    private static final int PATIENCE_SECONDS = 10;

    /** Looks at this computer; asks {@code nvidia-smi} where it is there. */
    public static Machine here() {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                processor(), Runtime.getRuntime().availableProcessors(), physicalMemory(), gpuName());
    }

    JsonObject toJson() {
        var json = new JsonObject();
        json.addProperty("os", os);
        json.addProperty("cpu", cpu);
        json.addProperty("cores", cores);
        json.addProperty("memory_bytes", memory);
        if (gpu == null) {
            json.add("gpu", JsonNull.INSTANCE);
        } else {
            json.addProperty("gpu", gpu);
        }
        return json;
    }

    /** What a command prints, where it exists and ends well within some seconds. */
    public static Optional<String> ask(Path directory, String... command) {
        Process process = null;
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            process = builder.directory(directory == null ? null : directory.toFile()).start();
            process.getOutputStream().close();
            Process started = process;
            // Reading in a thread of its own: a command that hangs must not hang the run.
            var output = new java.util.concurrent.FutureTask<>(() -> started.getInputStream().readAllBytes());
            Thread.ofVirtual().start(output);
            byte[] bytes = output.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            boolean well = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            return well ? Optional.of(new String(bytes, StandardCharsets.UTF_8).strip()) : Optional.empty();
        } catch (IOException | java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException absent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            if (process != null) {
                process.destroy();
            }
        }
    }

    private static String processor() {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.isReadable(info)) {
            try (var lines = Files.lines(info)) {
                return lines.filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .orElse(System.getProperty("os.arch"));
            } catch (IOException unreadable) {
                return System.getProperty("os.arch");
            }
        }
        return ask(null, "sysctl", "-n", "machdep.cpu.brand_string").orElse(System.getProperty("os.arch"));
    }

    private static long physicalMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 0;
    }

    private static String gpuName() {
        return ask(null, "nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader")
                .filter(text -> !text.isEmpty())
                .map(text -> String.join("; ", List.of(text.split("\\R"))))
                .orElse(null);
    }
}
