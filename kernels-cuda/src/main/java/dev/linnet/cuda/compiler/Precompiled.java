package dev.linnet.cuda.compiler;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import dev.linnet.cuda.signature.KernelScanner;
import dev.linnet.cuda.signature.Signatures;

/** PTX that is kept beside its source, so that nothing compiles it where it runs. */
public final class Precompiled {
    private static final Pattern TARGET = Pattern.compile("(?m)^\\s*\\.target\\s+(sm_\\w+)");
    private static final Pattern RESOURCES = Pattern
            .compile("(?m)^// (\\S+): (\\d+) registers, (\\d+) B shared, (\\d+) B local\\b");
    private static final Pattern COMPILER = Pattern.compile("(?m)^// Compiled from \\S+ by (\\S+ [\\w.]+)");

    private Precompiled() {}

    /**
     * What a compiler would have given for this PTX.
     *
     * @param name   what errors call the source
     * @param source what the PTX was compiled from; names of parameters come from it
     * @param ptx    {@link Compiled#portable}, perhaps after {@link #resourceLines}
     * @param device the architecture that runs it; the one that the PTX names where that is newer
     */
    public static Compiled read(String name, String source, String ptx, String device) {
        var signatures = Signatures.ofPtx(ptx, KernelScanner.scan(source));
        var arch = newer(target(ptx), device);
        var compiler = COMPILER.matcher(ptx);
        return new Compiled(name, source, CompileOptions.standard().withArch(arch), arch,
                compiler.find() ? compiler.group(1) : "PTX", ptx, MachineCode.NONE, signatures, resources(ptx),
                List.of(), true, 0, List.of());
    }

    /** The architecture that a PTX text names: the oldest that runs it. */
    static String target(String ptx) {
        var named = TARGET.matcher(ptx);
        return named.find() ? named.group(1) : CompileOptions.DEFAULT_ARCH;
    }

    private static String newer(String one, String other) {
        return number(one) > number(other) ? one : other;
    }

    private static int number(String arch) {
        return Integer.parseInt(arch.replaceAll("\\D", ""));
    }

    /** Lines that {@link #read} understands: what a thread and a block of each entry need on {@code arch}. */
    static String resourceLines(Map<String, Translation.Resources> resources, String arch) {
        var lines = new StringBuilder();
        resources.entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> lines.append(String.format(Locale.ROOT,
                        "// %s: %d registers, %d B shared, %d B local on %s%n", one.getKey(),
                        one.getValue().registers(), one.getValue().sharedBytes(), one.getValue().localBytes(), arch)));
        return lines.toString();
    }

    private static Map<String, Translation.Resources> resources(String ptx) {
        var resources = new HashMap<String, Translation.Resources>();
        var line = RESOURCES.matcher(ptx);
        while (line.find()) {
            resources.put(line.group(1), new Translation.Resources(Integer.parseInt(line.group(2)),
                    Integer.parseInt(line.group(3)), Integer.parseInt(line.group(4))));
        }
        return resources;
    }
}
