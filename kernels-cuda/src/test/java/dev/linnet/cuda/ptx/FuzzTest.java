package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Random kernels, compiled with nvcc for the engine and with g++ for this machine, give the same bits. */
class FuzzTest {
    private static final int KERNELS = 24;
    private static final int THREADS = RandomKernels.THREADS;

    @TempDir
    Path folder;

    private static boolean there(String program) {
        for (String f : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(f, program))) {
                return true;
            }
        }
        return false;
    }

    private void compile(String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process p = new ProcessBuilder(command).directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!p.waitFor(5, TimeUnit.MINUTES)) {
            p.destroyForcibly();
        }
        assertEquals(0, p.waitFor(), () -> String.join(" ", command) + readable(log));
    }

    private static String readable(Path log) {
        try {
            return "\n" + Files.readString(log);
        } catch (IOException e) {
            return " (" + e.getMessage() + ")";
        }
    }

    // Calling what g++ compiled is the point of the test.
    @SuppressWarnings("restricted")
    @Test
    void random_kernels_agree_with_the_host_compiler() throws Throwable {
        assumeTrue(there("nvcc"), "nvcc is not on the path");
        assumeTrue(there("g++"), "g++ is not on the path");
        Files.writeString(folder.resolve("k.cu"), RandomKernels.source(KERNELS, false));
        Files.writeString(folder.resolve("k.cpp"), RandomKernels.source(KERNELS, true));
        compile("nvcc", "-ptx", "-arch=sm_80", "--fmad=false", "-w", "k.cu", "-o", "k.ptx");
        compile("g++", "-O1", "-ffp-contract=off", "-fwrapv", "-w", "-shared", "-fPIC", "k.cpp", "-o", "libk.so");
        Machine m = new Machine(Files.readString(folder.resolve("k.ptx")));
        int[] in = RandomKernels.input();
        Buffer input = m.ints("in", in);
        Buffer output = m.memory.allocate("out", 8, 8L * THREADS);
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup host = SymbolLookup.libraryLookup(folder.resolve("libk.so"), arena);
            var expected = arena.allocate(64L * THREADS, 8);
            for (int k = 0; k < KERNELS; k++) {
                MethodHandle f = Linker.nativeLinker()
                        .downcallHandle(host.find("k" + k).orElseThrow(),
                                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
                f.invoke(input.segment(), expected);
                m.launch("k" + k, Dim3.of(1), Dim3.of(THREADS), 0, input, output);
                for (int i = 0; i < 8 * THREADS; i++) {
                    int kernel = k;
                    int at = i;
                    assertEquals(expected.getAtIndex(ValueLayout.JAVA_LONG, i),
                            output.segment().getAtIndex(ValueLayout.JAVA_LONG, i),
                            () -> "kernel " + kernel + ", thread " + at / 8 + ", value " + at % 8 + "\n"
                                    + RandomKernels.body(kernel));
                }
            }
        }
    }
}
