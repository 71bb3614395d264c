package dev.linnet.cuda.bench;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.LaunchOptions;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** The first launch of a virtual machine, which has to load and to warm up everything. As a program it prints its milliseconds. */
public final class FirstLaunch {
    private static final int SIDE = 64;

    private FirstLaunch() {}

    /**
     * Reads the PTX and multiplies two 64 x 64 matrices, checks on.
     *
     * @param arguments with {@code compiled}, a cell is compiled before as a notebook does it
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 0) {
            CpuBackend.warmUp();
            new FrontEndTimes(Compilers.ofThisMachine().found().getFirst(), 0).measure();
        }
        long start = System.nanoTime();
        var memory = new DeviceMemory();
        var engine = new PtxEngine(memory);
        var module = engine.load(PtxModule.parse(EngineTimes.text("/dev/linnet/cuda/ptx/benchmark.ptx")));
        Buffer a = memory.allocate("a", Float.BYTES, SIDE * SIDE);
        Buffer c = memory.allocate("c", Float.BYTES, SIDE * SIDE);
        for (int i = 0; i < SIDE * SIDE; i++) {
            a.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.5f);
        }
        var parameters = ByteBuffer.allocate(module.module().entry("matmul").parameterBytes())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, SIDE)
                .putLong(8, a.address())
                .putLong(16, a.address())
                .putLong(24, c.address());
        engine.launch(module, "matmul", Dim3.of(SIDE / 16, SIDE / 16), Dim3.of(16, 16), 0, parameters.array(),
                LaunchOptions.DEFAULT.withChecks(true));
        double millis = (System.nanoTime() - start) * 1e-6;
        if (c.segment().get(ValueLayout.JAVA_FLOAT, 0) != SIDE * 0.25f) {
            throw new IllegalStateException("the product is wrong");
        }
        System.out.println(millis);
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
