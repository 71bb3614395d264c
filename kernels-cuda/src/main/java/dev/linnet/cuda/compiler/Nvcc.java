package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** NVIDIA's compiler driver, a program that needs a host compiler beside it. */
public final class Nvcc implements FrontEnd {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern VERSION = Pattern.compile("release [\\d.]+, V([\\d.]+)");

    private final Path program;
    private final String version;

    private Nvcc(Path program, String version) {
        this.program = program;
        this.version = version;
    }

    /**
     * The compiler in this file.
     *
     * @throws CompilerException where it does not run or is not nvcc
     */
    public static Nvcc at(Path program) throws InterruptedException {
        var ended = Command.run(List.of(program.toString(), "--version"), program.toAbsolutePath().getParent(),
                Duration.ofSeconds(20));
        var version = VERSION.matcher(ended.output());
        if (ended.code() != 0 || !version.find()) {
            throw new CompilerException(program + " does not say its version; it is no working nvcc.");
        }
        return new Nvcc(program, version.group(1));
    }

    @Override
    public String title() {
        return "nvcc " + version;
    }

    @Override
    public String identity() {
        return title() + " " + FileIdentity.of(program);
    }

    @Override
    public Translation translate(String name, String text, CompileOptions options, String arch)
            throws CompilerFailure, InterruptedException {
        try (var workspace = Workspace.create()) {
            var source = Files.writeString(workspace.file("source.cu"), text);
            var ptx = workspace.file("source.ptx");
            var ended = Command.run(command(source, ptx, options, arch), workspace.folder(), LIMIT);
            var output = ended.output().replace(workspace.folder() + "/", "");
            if (ended.code() != 0) {
                throw failure(output, ptx, arch, options);
            }
            // The name of a #line directive becomes a path below the folder of the compilation.
            var assembly = Files.readString(ptx).replace(workspace.folder() + "/", "");
            Files.writeString(ptx, assembly);
            return assembled(workspace, ptx, assembly, output, options, arch);
        } catch (IOException e) {
            throw new CompilerException("nvcc's files cannot be written or read: " + e.getMessage(), e);
        }
    }

    private List<String> command(Path source, Path ptx, CompileOptions options, String arch) {
        var command = new ArrayList<>(List.of(program.toString(), "-ptx", "-arch=" + arch, "-std=c++" + options.std(),
                source.toString(), "-o", ptx.toString()));
        if (options.lineInfo()) {
            command.add("-lineinfo");
        }
        if (options.fastMath()) {
            command.add("--use_fast_math");
        }
        if (options.maxRegisters() > 0) {
            command.add("--maxrregcount=" + options.maxRegisters());
        }
        for (var define : options.defines()) {
            command.add("-D" + define);
        }
        for (var folder : options.includes()) {
            command.add("-I" + folder);
        }
        return command;
    }

    private Translation assembled(Workspace workspace, Path ptx, String assembly, String log, CompileOptions options,
            String arch) throws CompilerFailure, InterruptedException {
        var ptxas = Toolkit.beside(program, "ptxas");
        if (ptxas.isEmpty()) {
            return new Translation(assembly, MachineCode.NONE, log, Map.of());
        }
        var made = Ptxas.assemble(ptxas.get(), ptx, workspace.file("source.cubin"), arch, options);
        return new Translation(assembly, made.cubin(), log, made.resources());
    }

    private CompilerFailure failure(String output, Path ptx, String arch, CompileOptions options) throws IOException {
        if (output.contains("host compiler") || output.contains("gcc: No such file")
                || output.contains("g++: No such file") || output.contains("cc1plus")) {
            throw new CompilerException("nvcc needs a C++ compiler and finds none: install one (apt install g++), or"
                    + " NVRTC, which needs none (" + Compilers.INSTALL + ").");
        }
        if (output.contains("unsupported GNU version") || output.contains("unsupported clang version")) {
            throw new CompilerException(
                    "nvcc " + version + " does not work with this machine's C++ compiler: it is too new for it. Install"
                            + " an older g++, or a newer toolkit.");
        }
        if (output.contains("Unsupported gpu architecture")) {
            throw new CompilerException("nvcc " + version + " does not compile for " + arch
                    + "; choose another architecture with --arch, such as " + CompileOptions.DEFAULT_ARCH + ".");
        }
        if (output.contains("is not defined for option 'std'")) {
            throw new CompilerException("nvcc " + version + " does not know C++" + options.std() + "; choose 17.");
        }
        return new CompilerFailure(Files.exists(ptx) ? Ptxas.inSource(output, Files.readString(ptx)) : output);
    }
}
