package dev.linnet.cuda.ptx;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.cuda.ptx.parse.Function;
import dev.linnet.cuda.ptx.parse.PtxException;
import dev.linnet.cuda.ptx.parse.PtxProgram;
import dev.linnet.cuda.ptx.parse.SourceLine;
import dev.linnet.cuda.ptx.parse.Space;
import dev.linnet.cuda.ptx.parse.Variable;

/** PTX that has been read: what kernels it has and what they take. */
public final class PtxModule {
    /** Modules that were read last; reading the same text again gives the same module, with what its kernels have been made into. */
    private static final int KEPT = 64;
    private static final Map<String, SoftReference<PtxModule>> READ = new LinkedHashMap<>(16, 0.75f, true);

    private final PtxProgram program;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Program> programs = new HashMap<>();

    /**
     * A kernel.
     *
     * @param parameterBytes size of the parameter block that a launch takes
     * @param maxThreads     of a block, from {@code __launch_bounds__}; 0 when not given
     */
    public record Entry(String name, List<Parameter> parameters, int parameterBytes, int maxThreads) {}

    /**
     * A kernel's parameter.
     *
     * @param type   PTX type without its dot; {@code b8} for structs
     * @param bytes  size
     * @param offset in the parameter block
     */
    public record Parameter(String name, String type, int bytes, int align, int offset) {}

    private PtxModule(PtxProgram program) {
        this.program = program;
        for (Function f : program.functions().values()) {
            if (f.entry() && f.body() != null) {
                List<Parameter> parameters = new ArrayList<>();
                int at = 0;
                for (Variable v : f.parameters()) {
                    at = (at + v.align() - 1) / v.align() * v.align();
                    parameters.add(new Parameter(v.name(), v.type(), (int) v.bytes(), v.align(), at));
                    at += (int) v.bytes();
                }
                entries.add(new Entry(f.name(), List.copyOf(parameters), at, f.maxThreads()));
            }
        }
    }

    /**
     * Reads PTX.
     *
     * @throws PtxException when it is not PTX, or declares what this engine does not have
     */
    public static PtxModule parse(String ptx) {
        synchronized (READ) {
            SoftReference<PtxModule> known = READ.get(ptx);
            PtxModule module = known == null ? null : known.get();
            if (module == null) {
                module = new PtxModule(PtxProgram.parse(ptx));
                READ.put(ptx, new SoftReference<>(module));
                if (READ.size() > KEPT) {
                    READ.remove(READ.keySet().iterator().next());
                }
            }
            return module;
        }
    }

    /**
     * Kernels that have been decoded, by name and instrument, with their byte code: for all loaded modules of this PTX, because nothing in
     * them depends on where it was loaded. Null where variables have an address, which differs.
     */
    Map<String, Program> programs() {
        boolean addresses = variables().stream().anyMatch(v -> v.space() == Space.GLOBAL || v.space() == Space.CONST);
        return addresses ? null : programs;
    }

    /** The kernels, in the order of the text. */
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /**
     * The kernel of that name.
     *
     * @throws IllegalArgumentException naming the kernels there are when there is none of that name
     */
    public Entry entry(String name) {
        for (Entry e : entries) {
            if (e.name().equals(name)) {
                return e;
            }
        }
        throw new IllegalArgumentException(
                "no kernel " + name + "; there are " + entries.stream().map(Entry::name).toList());
    }

    /** Global and constant variables. */
    public List<Variable> variables() {
        return program.variables();
    }

    /** Version of the PTX language, for example 9.0. */
    public String version() {
        return program.version();
    }

    /** The architecture it was compiled for, for example sm_90. */
    public String target() {
        return program.target();
    }

    /** Source files by the number that a {@link SourceLine} has. */
    public Map<Integer, String> files() {
        return program.files();
    }

    PtxProgram program() {
        return program;
    }
}
