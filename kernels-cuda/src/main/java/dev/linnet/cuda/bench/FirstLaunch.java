package dev.linnet.cuda.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.ptx.LaunchOptions.Jit;

/** The first launch of a virtual machine, which has to load and to warm up everything. As a program it prints its milliseconds. */
public final class FirstLaunch {
    private FirstLaunch() {}

    /**
     * Reads the PTX, fills arrays and launches a kernel.
     *
     * @param arguments the {@link Workload.Case}; then any of {@code checks}, {@code always} (byte code from the first block on), and
     *                  {@code compiled} (a cell is compiled before, as a notebook does it)
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var given = List.of(arguments);
        if (given.contains("compiled")) {
            CpuBackend.warmUp();
            new FrontEndTimes(Compilers.ofThisMachine().found().getFirst(), 0).measure();
        }
        long start = System.nanoTime();
        new EngineTimes(Workload.FIRST).first(Workload.Case.valueOf(arguments[0]), given.contains("checks"),
                given.contains("always") ? Jit.ALWAYS : Jit.AUTO);
        System.out.println((System.nanoTime() - start) * 1e-6);
    }

    /** The median of so many virtual machines like this one. */
    static double median(int machines, String... arguments) throws IOException, InterruptedException {
        var found = new ArrayList<Double>();
        for (int k = 0; k < machines; k++) {
            var command = new ArrayList<>(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
                            "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp", classPath(),
                            FirstLaunch.class.getName()));
            command.addAll(List.of(arguments));
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException("the first launch failed: " + said);
            }
            found.add(Double.valueOf(said));
        }
        found.sort(null);
        return found.get(found.size() / 2);
    }

    private static String classPath() {
        return System.getProperty("java.class.path")
                .replace(File.pathSeparator + File.pathSeparator,
                        File.pathSeparator);
    }
}
