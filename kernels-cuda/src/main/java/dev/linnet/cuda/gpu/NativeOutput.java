package dev.linnet.cuda.gpu;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What native code writes to the process's standard output, caught: the driver writes there what kernels print, and in a
 * notebook nobody looks there. On Linux; elsewhere it goes where it went.
 */
@SuppressWarnings("restricted") // only the C library can turn a process's output elsewhere
final class NativeOutput {
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    private static final int STANDARD_OUTPUT = 1;
    private static final int CLOSE_ON_EXEC = 1;

    private NativeOutput() {}

    /**
     * Runs something, and gives what was written to the process's standard output meanwhile, by whomever; also where it throws,
     * to {@code printed} first.
     */
    static synchronized void during(Runnable work, Consumer<String> printed) {
        int memory = LINUX ? memory() : -1;
        int before = memory < 0 ? -1 : call("dup", STANDARD_OUTPUT);
        if (before < 0) {
            close(memory);
            work.run();
            return;
        }
        System.out.flush();
        flush();
        call("dup2", memory, STANDARD_OUTPUT);
        try {
            work.run();
        } finally {
            flush();
            call("dup2", before, STANDARD_OUTPUT);
            close(before);
            var text = read(memory);
            close(memory);
            if (!text.isEmpty()) {
                printed.accept(text);
            }
        }
    }

    private static String read(int memory) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/self/fd/" + memory)), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "What the kernel printed cannot be read: " + e.getMessage() + "\n";
        }
    }

    /** A file that is nowhere but in memory; below 0 where there is none to be had. */
    private static int memory() {
        try (var arena = Arena.ofConfined()) {
            return (int) function("memfd_create", ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)
                    .invokeExact(arena.allocateFrom("printed"), CLOSE_ON_EXEC);
        } catch (Throwable e) {
            throw new IllegalStateException("memfd_create cannot be called", e);
        }
    }

    /** Whatever C's own buffers hold. */
    private static void flush() {
        try {
            int _ = (int) function("fflush", ValueLayout.JAVA_INT, ValueLayout.ADDRESS).invokeExact(MemorySegment.NULL);
        } catch (Throwable e) {
            throw new IllegalStateException("fflush cannot be called", e);
        }
    }

    private static void close(int file) {
        if (file >= 0) {
            call("close", file);
        }
    }

    private static int call(String name, int argument) {
        try {
            return (int) function(name, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT).invokeExact(argument);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " cannot be called", e);
        }
    }

    private static int call(String name, int first, int second) {
        try {
            return (int) function(name, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)
                    .invokeExact(first, second);
        } catch (Throwable e) {
            throw new IllegalStateException(name + " cannot be called", e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(result, arguments));
    }
}
