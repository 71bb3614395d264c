package dev.linnet.kernel.jvm;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Replaces the program of this process by another one, as {@code execv} of POSIX does. The process stays the same: its
 * number, its parent, its process group and its standard streams; who watches, signals or kills it notices nothing.
 * Everything else of this virtual machine is gone at once: its threads, its memory, its files, without shutdown hooks.
 */
public final class ProcessImage {
    private static final int STANDARD_STREAMS = 3;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private ProcessImage() {}

    /** Whether this system can do it: all but Windows. */
    public static boolean isReplaceable() {
        return !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    }

    /**
     * Replaces the program; returns in case of failure only.
     *
     * @param command   the program's path and its arguments
     * @param variables variables of the environment that are set before
     * @throws IOException always: what the system says against it
     */
    public static void replace(List<String> command, Map<String, String> variables) throws IOException {
        try (var arena = Arena.ofConfined()) {
            closeFilesAtReplacement();
            MethodHandle setenv = function("setenv",
                    FunctionDescriptor.of(INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT));
            for (var variable : variables.entrySet()) {
                int ignored = (int) setenv.invokeExact(arena.allocateFrom(variable.getKey()),
                        arena.allocateFrom(variable.getValue()), 1);
            }
            MethodHandle execv = function("execv",
                    FunctionDescriptor.of(INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            MemorySegment words = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
            for (int i = 0; i < command.size(); i++) {
                words.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
            }
            int ignored = (int) execv.invokeExact(arena.allocateFrom(command.getFirst()), words);
            throw new IOException("The system does not start " + command.getFirst() + ".");
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IOException(failure);
        }
    }

    /** Files and sockets of this virtual machine must not stay open in the next one. */
    private static void closeFilesAtReplacement() throws Throwable {
        String[] open = new File("/dev/fd").list();
        if (open == null) {
            return;
        }
        MethodHandle fcntl = function("fcntl", FunctionDescriptor.of(INT, INT, INT, INT),
                Linker.Option.firstVariadicArg(2));
        for (String number : open) {
            int descriptor = Integer.parseInt(number);
            if (descriptor >= STANDARD_STREAMS) {
                int ignored = (int) fcntl.invokeExact(descriptor, F_SETFD, FD_CLOEXEC);
            }
        }
    }

    @SuppressWarnings("restricted") // calling the system is what this class is for
    private static MethodHandle function(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
