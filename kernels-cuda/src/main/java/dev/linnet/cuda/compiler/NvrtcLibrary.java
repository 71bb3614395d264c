package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The functions of libnvrtc that are used. All return 0, or the number of an error. */
@SuppressWarnings("restricted") // calling a library that is not Java is what this class is for
final class NvrtcLibrary {
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final Map<String, List<MemoryLayout>> FUNCTIONS = Map.ofEntries(
            Map.entry("nvrtcVersion", List.of(POINTER, POINTER)),
            Map.entry("nvrtcCreateProgram", List.of(POINTER, POINTER, POINTER, INT, POINTER, POINTER)),
            Map.entry("nvrtcCompileProgram", List.of(POINTER, INT, POINTER)),
            Map.entry("nvrtcDestroyProgram", List.of(POINTER)),
            Map.entry("nvrtcGetProgramLogSize", List.of(POINTER, POINTER)),
            Map.entry("nvrtcGetProgramLog", List.of(POINTER, POINTER)),
            Map.entry("nvrtcGetPTXSize", List.of(POINTER, POINTER)),
            Map.entry("nvrtcGetPTX", List.of(POINTER, POINTER)),
            Map.entry("nvrtcGetCUBINSize", List.of(POINTER, POINTER)),
            Map.entry("nvrtcGetCUBIN", List.of(POINTER, POINTER)));

    private final String name;
    private final Map<String, MethodHandle> functions = new HashMap<>();
    private final MethodHandle errorString;
    private final String version;

    private NvrtcLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        var linker = Linker.nativeLinker();
        FUNCTIONS.forEach((function, arguments) -> functions.put(function,
                linker.downcallHandle(symbol(symbols, function),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments.toArray(MemoryLayout[]::new)))));
        errorString = linker.downcallHandle(symbol(symbols, "nvrtcGetErrorString"),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            var numbers = arena.allocate(ValueLayout.JAVA_INT, 2);
            check("nvrtcVersion", numbers, numbers.asSlice(4));
            version = numbers.get(ValueLayout.JAVA_INT, 0) + "." + numbers.get(ValueLayout.JAVA_INT, 4);
        }
    }

    /** Loads it for the life of the process; {@code name} is a path, or what the system's loader finds. */
    static NvrtcLibrary load(String name) {
        try {
            loadBuiltins(Path.of(name));
            return new NvrtcLibrary(name, SymbolLookup.libraryLookup(name, Arena.global()));
        } catch (IllegalArgumentException absent) {
            throw new CompilerException(name + " cannot be loaded.", absent);
        }
    }

    /** The library looks for its second half by name only, which finds what is loaded already. */
    private static void loadBuiltins(Path library) {
        var folder = library.getParent();
        if (folder == null) {
            return;
        }
        try (var files = Files.newDirectoryStream(folder, "libnvrtc-builtins.so.*")) {
            for (var file : files) {
                SymbolLookup.libraryLookup(file, Arena.global());
            }
        } catch (IOException | IllegalArgumentException unusable) {
            System.getLogger(NvrtcLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, "No builtins beside " + library, unusable);
        }
    }

    private MemorySegment symbol(SymbolLookup symbols, String function) {
        return symbols.find(function)
                .orElseThrow(() -> new CompilerException(name + " is no usable NVRTC: it has no " + function + "."));
    }

    String version() {
        return version;
    }

    int call(String function, Object... arguments) {
        try {
            return (int) functions.get(function).invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(function + " cannot be called", e);
        }
    }

    void check(String function, Object... arguments) {
        require(function, call(function, arguments));
    }

    void require(String function, int code) {
        if (code == 0) {
            return;
        }
        String reason;
        try {
            var text = (MemorySegment) errorString.invokeExact(code);
            reason = text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            reason = "error " + code;
        }
        throw new CompilerException("NVRTC " + version + " failed in " + function + ": " + reason + ".");
    }
}
