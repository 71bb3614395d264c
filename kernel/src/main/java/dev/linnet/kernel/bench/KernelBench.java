package dev.linnet.kernel.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import dev.linnet.kernel.runner.Machine;

/**
 * Runs the harness {@code kernel_bench.py}. It is Python because the kernel that all are compared with needs Python
 * anyway, and because a client that is not Java favours nobody's virtual machine.
 */
public final class KernelBench {
    private static final String SCRIPT = "kernel_bench.py";
    private static final String NEEDED = "import ipykernel, jupyter_client, zmq";

    private KernelBench() {}

    /**
     * Measures kernels.
     *
     * @param kernels kernelspec names; the first is what the others are compared with
     * @param options further arguments of the harness
     * @return the harness's results
     */
    public static JsonObject run(List<String> kernels, List<String> options) throws BenchException {
        String python = python();
        Path script = null;
        try {
            script = Files.createTempFile("linnet-bench", ".py");
            try (InputStream in = KernelBench.class.getResourceAsStream(SCRIPT)) {
                Files.write(script, in.readAllBytes());
            }
            var command = new ArrayList<>(List.of(python, script.toString()));
            command.addAll(options);
            command.addAll(kernels);
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new BenchException("The benchmark was not run to its end; the reason is above.");
            }
            return JsonParser.parseString(out).getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException failure) {
            throw new BenchException("The benchmark cannot be run with '" + python + "': " + failure.getMessage() + ".",
                    failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchException("The benchmark was interrupted.", interrupted);
        } finally {
            if (script != null) {
                script.toFile().delete();
            }
        }
    }

    /** A Python that has Jupyter's client and kernel. */
    private static String python() throws BenchException {
        var candidates = new ArrayList<String>();
        for (String folder : String.valueOf(System.getenv("PATH")).split(java.io.File.pathSeparator, -1)) {
            interpreter(Path.of(folder, "jupyter"), candidates);
        }
        candidates.addAll(List.of("python3", "python"));
        for (String candidate : candidates) {
            if (Machine.ask(null, candidate, "-c", NEEDED).isPresent()) {
                return candidate;
            }
        }
        throw new BenchException("Jupyter's client and the Python kernel are needed and no Python here has both;"
                + " install them, e.g. with `pip install jupyter_client ipykernel`.");
    }

    /** The interpreter that a script's first line names. */
    private static void interpreter(Path script, List<String> to) {
        if (!Files.isReadable(script)) {
            return;
        }
        try (var lines = Files.lines(script)) {
            lines.findFirst()
                    .filter(line -> line.startsWith("#!/") && !line.contains(" "))
                    .ifPresent(line -> to.add(line.substring(2).strip()));
        } catch (IOException | java.io.UncheckedIOException noText) {
            return; // a program that is no script
        }
    }
}
