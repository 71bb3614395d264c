package dev.linnet.cuda.compiler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** NVIDIA's compiler as a library in this process: the quickest front end, and it needs no C++ compiler. */
public final class Nvrtc implements FrontEnd {
    private static final int INVALID_OPTION = 5;
    private static final int COMPILATION_ERROR = 6;

    private final NvrtcLibrary library;
    private final List<Path> headers;
    private final Map<String, String> own;
    private final String identity;

    private Nvrtc(NvrtcLibrary library, List<Path> headers, String identity) {
        this.library = library;
        this.headers = List.copyOf(headers);
        this.own = OwnHeaders.all(!headers.isEmpty());
        this.identity = identity;
    }

    /**
     * The library with this file name or path.
     *
     * @param headers folders of the toolkit's headers; where there are none, small ones of Linnet's own take their place
     * @throws CompilerException where it cannot be loaded or is not NVRTC
     */
    public static Nvrtc load(String library, List<Path> headers) {
        var loaded = NvrtcLibrary.load(library);
        var file = Path.of(library);
        return new Nvrtc(loaded, headers, "NVRTC " + loaded.version() + " "
                + (Files.exists(file) ? FileIdentity.of(file) : library) + " " + headers + " "
                + Hash.of(OwnHeaders.all(!headers.isEmpty()).toString()));
    }

    @Override
    public String title() {
        return "NVRTC " + library.version();
    }

    @Override
    public String identity() {
        return identity;
    }

    /** A call cannot be interrupted; it takes a tenth of a second. */
    @Override
    public Translation translate(String name, String text, CompileOptions options, String arch)
            throws CompilerFailure {
        Translation made;
        try {
            made = compile(name, text, options(options, arch));
        } catch (CompilerFailure failure) {
            throw failure.log().contains("ptxas") ? assemblerFailure(failure, name, text, options, arch) : failure;
        }
        if (made.ptx().isEmpty()) {
            // Some releases give PTX for a virtual architecture only.
            var portable = compile(name, text, options(options, arch.replace("sm_", "compute_")));
            return new Translation(portable.ptx(), made.cubin(), made.log(), made.resources());
        }
        return made;
    }

    /** The assembler speaks of lines of the PTX: it is made once more, for looking them up. */
    private CompilerFailure assemblerFailure(CompilerFailure failure, String name, String text, CompileOptions options,
            String arch) throws CompilerFailure {
        var portable = compile(name, text, options(options, arch.replace("sm_", "compute_")));
        return new CompilerFailure(Ptxas.inSource(failure.log(), portable.ptx()));
    }

    private List<String> options(CompileOptions options, String arch) {
        var all = new ArrayList<>(List.of("--gpu-architecture=" + arch, "--std=c++" + options.std()));
        if (arch.startsWith("sm_")) {
            all.add("--ptxas-options=-v");
            if (!options.fastMath()) {
                all.add("--ptxas-options=" + Ptxas.NO_FUSING);
            }
        }
        if (options.lineInfo()) {
            all.add("--generate-line-info");
        }
        if (options.fastMath()) {
            all.add("--use_fast_math");
        }
        if (options.maxRegisters() > 0) {
            all.add("--maxrregcount=" + options.maxRegisters());
        }
        options.defines().forEach(define -> all.add("--define-macro=" + define));
        options.includes().forEach(folder -> all.add("--include-path=" + folder));
        headers.forEach(folder -> all.add("--include-path=" + folder));
        return all;
    }

    private Translation compile(String name, String text, List<String> options) throws CompilerFailure {
        try (var arena = Arena.ofConfined()) {
            var handle = arena.allocate(ValueLayout.ADDRESS);
            library.check("nvrtcCreateProgram", handle, arena.allocateFrom(text), arena.allocateFrom(name), own.size(),
                    pointers(arena, own.values()), pointers(arena, own.keySet()));
            var program = handle.get(ValueLayout.ADDRESS, 0);
            try {
                int code = library.call("nvrtcCompileProgram", program, options.size(), pointers(arena, options));
                var log = new String(read(arena, program, "ProgramLog", true), StandardCharsets.UTF_8);
                if (code == COMPILATION_ERROR) {
                    throw new CompilerFailure(log);
                }
                if (code == INVALID_OPTION) {
                    throw new CompilerException(
                            title() + " does not take one of " + String.join(" ", options) + ": " + log.strip());
                }
                library.require("nvrtcCompileProgram", code);
                boolean machine = options.getFirst().contains("=sm_");
                var cubin = machine ? new MachineCode(read(arena, program, "CUBIN", false)) : MachineCode.NONE;
                return new Translation(new String(read(arena, program, "PTX", false), StandardCharsets.UTF_8), cubin,
                        log, machine ? Ptxas.resources(log) : Map.of());
            } finally {
                library.check("nvrtcDestroyProgram", handle);
            }
        }
    }

    private static MemorySegment pointers(Arena arena, Collection<String> texts) {
        var pointers = arena.allocate(ValueLayout.ADDRESS, Math.max(1, texts.size()));
        int at = 0;
        for (var text : texts) {
            pointers.setAtIndex(ValueLayout.ADDRESS, at++, arena.allocateFrom(text));
        }
        return pointers;
    }

    /** One of the program's results; nothing where it is not {@code required} and there is none. */
    private byte[] read(Arena arena, MemorySegment program, String what, boolean required) {
        var size = arena.allocate(ValueLayout.JAVA_LONG);
        int code = library.call("nvrtcGet" + what + "Size", program, size);
        if (required) {
            library.require("nvrtcGet" + what + "Size", code);
        }
        long length = size.get(ValueLayout.JAVA_LONG, 0);
        if (code != 0 || length <= 1) {
            return new byte[0];
        }
        var memory = arena.allocate(length);
        library.check("nvrtcGet" + what, program, memory);
        boolean terminated = !what.equals("CUBIN"); // texts end with a zero byte, machine code does not
        return memory.asSlice(0, terminated ? length - 1 : length).toArray(ValueLayout.JAVA_BYTE);
    }
}
