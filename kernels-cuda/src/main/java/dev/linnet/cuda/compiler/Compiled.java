package dev.linnet.cuda.compiler;

import java.util.List;
import java.util.Map;

import dev.linnet.cuda.signature.Probes;
import dev.linnet.cuda.signature.Signature;

/**
 * A compiled source.
 *
 * @param name       what errors call the source
 * @param source     the source itself
 * @param options    how it was compiled
 * @param arch       for which architecture
 * @param compiler   by which compiler
 * @param portable   portable assembly that still holds the probes, from which the signatures can be read again
 * @param cubin      machine code for {@code arch}; empty where the front end makes none
 * @param signatures the kernels
 * @param resources  what each entry needs, by its name in the PTX; empty where the front end does not tell
 * @param warnings   the compiler's
 * @param cached     whether it came from the cache
 * @param nanos      how long compiling, or reading from the cache, took
 * @param notes      what else the person should know, a sentence each
 */
public record Compiled(String name, String source, CompileOptions options, String arch, String compiler,
        String portable,
        MachineCode cubin, List<Signature> signatures, Map<String, Translation.Resources> resources,
        List<Diagnostic> warnings, boolean cached, long nanos, List<String> notes) {
    public Compiled {
        signatures = List.copyOf(signatures);
        resources = Map.copyOf(resources);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }

    /** Portable assembly of the source and nothing else. */
    public String ptx() {
        return Probes.strip(portable);
    }
}
