package dev.linnet.cuda.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.gpu.suite.GpuSuite;

/** The GPU suite: on this machine's GPU, and where there is none against the stand-in, whose kernels the CPU engine runs. */
class GpuSuiteTest {
    /** Without those that only repeat the engine's own tests where it is the engine that runs kernels. */
    private static final String WITHOUT_GPU = "only=Device,Arguments,Features,Groups,Recursion,Kernels,Refusals,Print,Tune,Faults,Memory,Endless";

    @TempDir
    private Path folder;

    private String run(List<String> options, String... arguments) throws Exception {
        var command = new ArrayList<>(GpuSuite.command(GpuSuite.class, arguments));
        command.add("out=" + folder.resolve("out"));
        var own = new ArrayList<>(options);
        own.add("-Dlinnet.cuda.cache=" + folder.resolve("cells"));
        own.add("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")));
        command.addAll(command.indexOf(GpuSuite.class.getName()), own); // behind this process's own, which they replace
        var log = folder.resolve("log");
        var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        int exit = process.waitFor();
        assertEquals(0, exit, () -> {
            try {
                return Files.readString(log);
            } catch (java.io.IOException e) {
                return e.toString();
            }
        });
        return Files.readString(folder.resolve("out").resolve("suite.md"));
    }

    @Test
    void every_test_passes_on_the_gpu_of_this_machine() throws Exception {
        assumeTrue(DriverProbe.ask().usable(), () -> "no GPU: " + DriverProbe.ask().reason());
        assertTrue(run(List.of(), "seconds=300").contains(", 0 failed, 0 skipped"));
    }

    @Test
    void every_test_passes_against_the_stand_in() throws Exception {
        assumeTrue(System.getProperty("os.arch").equals("amd64") && Files.isExecutable(Path.of("/usr/bin/gcc")),
                "no gcc to build the stand-in with");
        assumeFalse(Compilers.ofThisMachine().found().isEmpty(), "no CUDA compiler on this machine");
        var source = folder.resolve("stub.c");
        try (InputStream in = GpuSuiteTest.class.getResourceAsStream("stub-cuda.c")) {
            Files.copy(in, source);
        }
        var library = folder.resolve("libcuda.so.1");
        assertEquals(0, new ProcessBuilder("/usr/bin/gcc", "-shared", "-fPIC", "-w", "-Wl,-soname,libcuda.so.1", "-o",
                library.toString(), source.toString()).inheritIO().start().waitFor());
        var report = run(List.of("-D" + DriverProbe.PROPERTY + "=" + library, "-Dlinnet.gpu.standin=true"), WITHOUT_GPU,
                "seconds=600");
        assertTrue(report.contains(", 0 failed, 0 skipped"), report);
        assertTrue(report.contains("| EndlessOnGpu | an interrupt ends the waiting"), report);
    }
}
