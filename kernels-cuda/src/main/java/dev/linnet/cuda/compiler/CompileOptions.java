package dev.linnet.cuda.compiler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How a source is compiled; begin with {@link #standard()} and refine.
 *
 * @param arch         {@code auto} for the GPU's own, and {@value #DEFAULT_ARCH} where there is none; or such as {@code sm_80}
 * @param std          C++ standard: 14, 17, 20 or 23
 * @param defines      macros, {@code NAME} or {@code NAME=VALUE}
 * @param fastMath     fast approximations instead of exact division, square root and denormals
 * @param maxRegisters registers a thread may use, or 0 to leave it to the compiler
 * @param lineInfo     whether the result knows the source's lines; it costs nothing when it runs
 * @param includes     folders in which headers are looked for
 */
public record CompileOptions(String arch, int std, List<String> defines, boolean fastMath, int maxRegisters,
        boolean lineInfo, List<Path> includes) {
    /** Architecture where no GPU says its own: the CPU executes it whatever it is. */
    public static final String DEFAULT_ARCH = "sm_90";

    private static final Set<Integer> STANDARDS = Set.of(14, 17, 20, 23);
    private static final int MOST_REGISTERS = 255;

    public CompileOptions {
        if (!arch.equals("auto") && !arch.matches("sm_\\d{2,3}[af]?")) {
            throw new IllegalArgumentException(
                    "arch: \"" + arch + "\" is no architecture; write auto, or such as sm_80 or sm_90");
        }
        if (!STANDARDS.contains(std)) {
            throw new IllegalArgumentException("std: " + std + " is not possible; write 14, 17, 20 or 23");
        }
        for (var define : defines) {
            if (!define.matches("(?s)[A-Za-z_]\\w*(\\([^)]*\\))?(=.*)?")) {
                throw new IllegalArgumentException(
                        "defines: \"" + define + "\" is no macro; write NAME or NAME=VALUE, such as TILE=16");
            }
        }
        if (maxRegisters != 0 && (maxRegisters < 16 || maxRegisters > MOST_REGISTERS)) {
            throw new IllegalArgumentException("maxRegisters: " + maxRegisters
                    + " is not possible; a thread has 16 to " + MOST_REGISTERS + " registers, and 0 sets no limit");
        }
        defines = List.copyOf(defines);
        includes = List.copyOf(includes);
    }

    /** C++17 for the machine's own GPU, with lines. */
    public static CompileOptions standard() {
        return new CompileOptions("auto", 17, List.of(), false, 0, true, List.of());
    }

    public CompileOptions withArch(String value) {
        return new CompileOptions(value, std, defines, fastMath, maxRegisters, lineInfo, includes);
    }

    public CompileOptions withStd(int value) {
        return new CompileOptions(arch, value, defines, fastMath, maxRegisters, lineInfo, includes);
    }

    /** One more macro, {@code NAME} or {@code NAME=VALUE}. */
    public CompileOptions withDefine(String value) {
        var all = new ArrayList<>(defines);
        all.add(value);
        return new CompileOptions(arch, std, all, fastMath, maxRegisters, lineInfo, includes);
    }

    /** With these macros, instead of those of the same names. */
    public CompileOptions withDefines(List<String> values) {
        var names = values.stream().map(CompileOptions::name).toList();
        var all = new ArrayList<>(defines.stream().filter(one -> !names.contains(name(one))).toList());
        all.addAll(values);
        return new CompileOptions(arch, std, all, fastMath, maxRegisters, lineInfo, includes);
    }

    private static String name(String define) {
        return define.replaceFirst("(?s)[=(].*", "");
    }

    public CompileOptions withFastMath(boolean value) {
        return new CompileOptions(arch, std, defines, value, maxRegisters, lineInfo, includes);
    }

    public CompileOptions withMaxRegisters(int value) {
        return new CompileOptions(arch, std, defines, fastMath, value, lineInfo, includes);
    }

    public CompileOptions withLineInfo(boolean value) {
        return new CompileOptions(arch, std, defines, fastMath, maxRegisters, value, includes);
    }

    /** One more folder of headers. */
    public CompileOptions withInclude(Path folder) {
        var all = new ArrayList<>(includes);
        all.add(folder.toAbsolutePath().normalize());
        return new CompileOptions(arch, std, defines, fastMath, maxRegisters, lineInfo, all);
    }

    /** Everything that changes the result, as text; folders apart, whose headers count by what they hold. */
    String key(String resolvedArch) {
        return String.join("\n", resolvedArch, "std=" + std, "defines=" + String.join("\u0001", defines),
                "fast=" + fastMath, "registers=" + maxRegisters, "lines=" + lineInfo);
    }
}
