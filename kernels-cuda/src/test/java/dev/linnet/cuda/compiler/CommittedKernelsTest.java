package dev.linnet.cuda.compiler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.linnet.cuda.signature.Probes;

/**
 * The PTX beside each kernel of our own, of this module and of others, is what nvcc makes of it today. With {@code -Dlinnet.kernels.write=true} it is
 * written instead: {@link dev.linnet.cuda.kernels.KernelFile} has the command.
 */
class CommittedKernelsTest {
    private static final List<Path> SOURCES = List.of(Path.of("src/main/resources/dev/linnet/cuda/kernels"),
            Path.of("../environment/src/main/resources/dev/linnet/odeen"));
    private static final String WRITE = "linnet.kernels.write";
    /** What runs a kernel, in its first line. */
    private static final Pattern NEEDS = Pattern.compile("// PTX (\\d\\.\\d), (sm_(\\d+)[af]?) and newer");
    private static final Pattern HASH = Pattern.compile("(?<scope>_INTERNAL_|_GLOBAL__N__)[0-9a-f]{8}_");
    private static final Pattern STRING = Pattern.compile("(\\$L__info_string\\d+:\\n)((?:\\.b8 [\\d,]+\\n)+)");
    private static final Pattern PATH = Pattern.compile("\"[^\"\\n]*/");
    private static final Pattern NUMBER = Pattern.compile("[ ,](\\d+)");
    /** The oldest architecture that nvcc 13 compiles for; older ones are named in the PTX afterwards. */
    private static final int OLDEST_COMPILED = 75;
    private static final List<Integer> ASSEMBLED = List.of(75, 80, 90, 120);
    /** Whose registers are written down. */
    private static final int REPORTED = 90;

    @TempDir
    private static Path folder;

    static List<Path> kernels() throws IOException {
        var kernels = new ArrayList<Path>();
        for (Path folder : SOURCES) {
            try (var files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".cu")).sorted().forEach(kernels::add);
            }
        }
        return kernels;
    }

    private static Nvcc nvcc() throws InterruptedException {
        var found = Toolkit.programs("nvcc", System.getenv());
        assumeTrue(!found.isEmpty(), "no nvcc on this machine");
        return Nvcc.at(found.getFirst());
    }

    private static Path committed(Path source) {
        return source.resolveSibling(source.getFileName().toString().replaceAll("\\.cu$", ".ptx"));
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void the_committed_ptx_is_what_its_source_compiles_to(Path source) throws Exception {
        var nvcc = nvcc();
        var made = compile(nvcc, source);
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(committed(source), made);
            return;
        }
        var there = Files.readString(committed(source));
        assumeTrue(there.contains(" by " + nvcc.title() + "\n"), "another nvcc compiled the committed PTX");
        assertEquals(made, there, source + " was changed after its PTX was made; KernelFile has the command");
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void each_kernel_is_read_without_a_compiler(Path source) throws IOException {
        assumeTrue(!Boolean.getBoolean(WRITE));
        var name = source.getFileName().toString();
        var read = Precompiled.read(name, Files.readString(source), Files.readString(committed(source)), "sm_90");
        assertFalse(read.signatures().isEmpty());
        for (var kernel : read.signatures()) {
            assertTrue(read.resources().containsKey(kernel.entry()), kernel + " has its registers written down");
            assertTrue(kernel.line() > 0, kernel + " knows its line");
        }
        assertFalse(PATH.matcher(read.portable()).find(), "no paths");
    }

    /** Names with internal linkage or in an unnamed namespace hold a hash of the file's path, also among the bytes of the names for debuggers. */
    private static String withoutHashes(String ptx) {
        var named = HASH.matcher(ptx).replaceAll("${scope}00000000_");
        return STRING.matcher(named).replaceAll(string -> {
            var name = new StringBuilder();
            NUMBER.matcher(string.group(2))
                    .results()
                    .forEach(code -> name.append((char) Integer.parseInt(code.group(1))));
            var bytes = HASH.matcher(name)
                    .replaceAll("${scope}00000000_")
                    .chars()
                    .mapToObj(Integer::toString)
                    .toList();
            return Matcher.quoteReplacement(string.group(1) + ".b8 " + String.join(",", bytes) + "\n");
        });
    }

    private static String compile(Nvcc nvcc, Path source) throws IOException, InterruptedException {
        var text = Files.readString(source);
        var needs = NEEDS.matcher(text);
        assertTrue(needs.lookingAt(), source + " must begin with a line such as // PTX 7.0, sm_50 and newer");
        int oldest = Integer.parseInt(needs.group(3));
        var arch = oldest >= OLDEST_COMPILED ? needs.group(2) : "sm_" + OLDEST_COMPILED;
        var name = source.getFileName().toString();
        var options = CompileOptions.standard().withArch(arch).withInclude(source.getParent());
        var ptx = withoutHashes(new SourceCompiler(List.of(nvcc), new CompileCache(folder))
                .compile(name, text, List.of(), options, arch)
                .portable())
                .replaceAll("(?m)^//.*\\n", "")
                .replaceAll("(\\.file\\s+\\d+ \")[^\"]*/", "$1")
                .replaceFirst("\\.version .*", ".version " + needs.group(1))
                .replaceFirst("\\.target .*", ".target " + needs.group(2))
                .strip();
        var resources = assemble(ptx, arch, oldest, needs.group(2).matches(".*\\D$"));
        return "// Compiled from " + name + " by " + nvcc.title() + "\n" + resources + ptx + "\n";
    }

    /** The toolkit's assembler says whether the PTX keeps to what it promises. */
    private static String assemble(String ptx, String arch, int oldest, boolean only)
            throws IOException, InterruptedException {
        var ptxas = Toolkit.programs("ptxas", System.getenv()).getFirst();
        var file = Files.writeString(folder.resolve("checked.ptx"), Probes.strip(ptx) + "\n").toAbsolutePath();
        var architectures = only
                ? List.of(arch)
                : ASSEMBLED.stream().filter(one -> one >= oldest).map(one -> "sm_" + one).toList();
        Map<String, Translation.Resources> reported = Map.of();
        var on = arch;
        for (var one : architectures) {
            try {
                var resources = Ptxas.assemble(ptxas, file, folder.resolve("checked.cubin").toAbsolutePath(), one,
                        CompileOptions.standard()).resources();
                if (reported.isEmpty() || one.equals("sm_" + REPORTED)) {
                    reported = resources;
                    on = one;
                }
            } catch (CompilerFailure refused) {
                throw new AssertionError("For " + one + ": " + refused.log(), refused);
            }
        }
        return Precompiled.resourceLines(reported, on);
    }
}
