package dev.linnet.cuda.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * LLVM's compiler with a small header of Linnet's own in place of NVIDIA's: no file of a toolkit is needed. It knows the
 * language, the built-in variables, barriers, shuffles, votes and atomics; not {@code cuda_fp16.h} and the like.
 */
public final class Clang implements FrontEnd {
    /** Programs that are looked for, the preferred first. */
    static final List<String> NAMES = List.of("clang++", "clang++-21", "clang++-20", "clang++-19", "clang++-18",
            "clang++-17", "clang++-16");

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int OLDEST = 16;
    private static final Pattern VERSION = Pattern.compile("clang version (\\d+)\\.(\\S+)");
    private static final String HEADER = "clang-cuda.h";

    private final Path program;
    private final String version;

    private Clang(Path program, String version) {
        this.program = program;
        this.version = version;
    }

    /**
     * The compiler in this file.
     *
     * @throws CompilerException where it does not run or is too old
     */
    public static Clang at(Path program) throws InterruptedException {
        var ended = Command.run(List.of(program.toString(), "--version"), program.toAbsolutePath().getParent(),
                Duration.ofSeconds(20));
        var version = VERSION.matcher(ended.output());
        if (ended.code() != 0 || !version.find()) {
            throw new CompilerException(program + " does not say its version; it is no working clang.");
        }
        if (Integer.parseInt(version.group(1)) < OLDEST) {
            throw new CompilerException(
                    program + " is clang " + version.group(1) + "; CUDA needs " + OLDEST + " or newer.");
        }
        return new Clang(program, version.group(1) + "." + version.group(2));
    }

    @Override
    public String title() {
        return "clang " + version;
    }

    @Override
    public String identity() {
        return title() + " " + FileIdentity.of(program) + " " + Hash.of(header());
    }

    @Override
    public Translation translate(String name, String text, CompileOptions options, String arch)
            throws CompilerFailure, InterruptedException {
        try (var workspace = Workspace.create()) {
            var source = Files.writeString(workspace.file("source.cu"), text);
            var header = Files.writeString(workspace.file(HEADER), header());
            var ptx = workspace.file("source.ptx");
            var command = new ArrayList<>(List.of(program.toString(), "-x", "cuda", "--cuda-device-only",
                    "--cuda-gpu-arch=" + arch, "-nocudainc", "-nocudalib", "-Wno-unknown-cuda-version", "-O3", "-S",
                    "-std=c++" + options.std(),
                    "-fno-caret-diagnostics", "-ferror-limit=20", "-include", header.toString(), source.toString(),
                    "-o", ptx.toString()));
            if (options.lineInfo()) {
                command.add("-gline-tables-only");
            }
            if (options.fastMath()) {
                command.addAll(List.of("-ffast-math", "-fcuda-flush-denormals-to-zero"));
            }
            options.defines().forEach(define -> command.add("-D" + define));
            options.includes().forEach(folder -> command.add("-I" + folder));
            var ended = Command.run(command, workspace.folder(), LIMIT);
            var output = ended.output().replace(workspace.folder() + "/", "");
            if (ended.code() != 0) {
                throw failure(output, arch);
            }
            var assembly = Files.readString(ptx).replace(workspace.folder() + "/", "");
            return new Translation(assembly, MachineCode.NONE, output, Map.of());
        } catch (IOException e) {
            throw new CompilerException("clang's files cannot be written or read: " + e.getMessage(), e);
        }
    }

    private CompilerFailure failure(String output, String arch) {
        if (output.contains("unsupported CUDA gpu architecture") || output.contains("unsupported GPU")) {
            throw new CompilerException("clang " + version + " does not compile for " + arch
                    + "; choose another architecture with --arch, such as " + CompileOptions.DEFAULT_ARCH + ".");
        }
        return new CompilerFailure(output);
    }

    private static String header() {
        try (var in = Clang.class.getResourceAsStream(HEADER)) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CompilerException("Linnet's own " + HEADER + " cannot be read: " + e.getMessage(), e);
        }
    }
}
