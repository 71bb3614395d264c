package dev.linnet.cuda.signature;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts together what the source, the probes and the PTX say of the kernels; where they disagree it refuses. */
public final class Signatures {
    private Signatures() {}

    /**
     * The kernels of a PTX text.
     *
     * @param ptx    compiled from the source and {@link Probes#text} for the names of {@code probed}
     * @param probed the kernels that have probes, in the probes' order
     * @return in the order of {@code probed}, then those that only the PTX knows
     * @throws SignatureException where a kernel's parameters cannot be made out
     */
    public static List<Signature> read(String ptx, List<KernelDeclaration> probed) {
        var entries = PtxEntries.of(ptx);
        var byName = new HashMap<String, String>(Probes.entriesByName(entries.keySet()));
        var answers = Probes.answers(ptx);
        var signatures = new ArrayList<Signature>();
        for (int i = 0; i < probed.size(); i++) {
            var declaration = probed.get(i);
            var answer = answers.get(i);
            if (answer == null) {
                throw new SignatureException("The compiler said nothing about " + declaration.name() + " (line "
                        + declaration.line() + ").");
            }
            var entry = byName.remove(Probes.plain(answer.name()));
            if (entry == null) {
                throw new SignatureException("The kernel " + declaration.name() + " (line " + declaration.line()
                        + ") is declared but has no body, so there is nothing to launch.");
            }
            signatures.add(signature(answer.name(), entry, declaration, answer.types(), entries.get(entry)));
        }
        for (var entry : entries.keySet()) {
            if (byName.containsValue(entry)) {
                var types = Probes.entryTypes(entry);
                if (types != null) {
                    var name = Probes.entryName(entry);
                    signatures.add(signature(name, entry, new KernelDeclaration(name, 0, false, true, List.of()), types,
                            entries.get(entry)));
                }
            }
        }
        return List.copyOf(signatures);
    }

    /**
     * The kernels of a PTX text that was compiled before: each probe's own answer says whose it is.
     *
     * @param ptx     with its probes
     * @param scanned the kernels that the source declares; names of parameters come from them
     * @throws SignatureException where a kernel's parameters cannot be made out
     */
    public static List<Signature> ofPtx(String ptx, List<KernelDeclaration> scanned) {
        var declared = new HashMap<String, KernelDeclaration>();
        scanned.stream()
                .filter(kernel -> !kernel.template())
                .forEach(kernel -> declared.putIfAbsent(Probes.plain(kernel.name()), kernel));
        var answers = new TreeMap<>(Probes.answers(ptx));
        var probed = new ArrayList<KernelDeclaration>();
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            if (answer == null) {
                throw new SignatureException("The PTX lacks the probe of kernel " + i + ".");
            }
            probed.add(declared.getOrDefault(Probes.plain(answer.name()),
                    new KernelDeclaration(answer.name(), 0, false, true, List.of())));
        }
        return read(ptx, probed);
    }

    /** Entries that have no signature in {@code known}: a second compilation with probes for them tells. */
    public static List<String> missing(String ptx, List<Signature> known) {
        return PtxEntries.of(ptx)
                .keySet()
                .stream()
                .filter(entry -> known.stream().noneMatch(signature -> signature.entry().equals(entry)))
                .map(Probes::entryName)
                .toList();
    }

    private static Signature signature(String name, String entry, KernelDeclaration declaration, List<CudaType> types,
            List<PtxEntries.Slot> slots) {
        if (types.size() != slots.size()) {
            throw disagreement(name,
                    "the compiler's type has " + types.size() + " parameters, the PTX " + slots.size());
        }
        var names = declaration.parameters();
        var parameters = new ArrayList<Parameter>();
        for (int i = 0; i < types.size(); i++) {
            var type = types.get(i);
            var slot = slots.get(i);
            if (type.size() >= 0 && type.size() != slot.size()) {
                throw disagreement(name, "parameter " + (i + 1) + " is " + type.text() + " with " + type.size()
                        + " bytes, but the PTX has " + slot.size());
            }
            // A declaration that macros made unreadable has other parameters than the compiler saw: no names then.
            var parameterName = names.size() == types.size() ? names.get(i) : "p" + i;
            parameters.add(new Parameter(parameterName, type, slot.size(), slot.alignment()));
        }
        return new Signature(name, entry, declaration.line(), parameters);
    }

    private static SignatureException disagreement(String name, String how) {
        return new SignatureException("The signature of " + name + " is not certain: " + how + ".");
    }

    /** Names for Java: the simple name where it is the only one, else with its namespaces and arguments spelt out. */
    public static Map<String, Signature> javaNames(List<Signature> signatures) {
        var names = new java.util.LinkedHashMap<String, Signature>();
        for (var signature : signatures) {
            var simple = signature.simpleName();
            long same = signatures.stream().filter(other -> other.simpleName().equals(simple)).count();
            var name = same == 1 ? simple : signature.name().replaceAll("\\W+", "_").replaceAll("_$", "");
            names.put(name, signature);
        }
        return names;
    }
}
