package dev.linnet.cuda.ptx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.cuda.ptx.jit.Survey;
import dev.linnet.cuda.ptx.machine.Counts;
import dev.linnet.cuda.ptx.machine.Segment;
import dev.linnet.cuda.ptx.meter.InstructionClass;
import dev.linnet.cuda.ptx.meter.Quantity;
import dev.linnet.cuda.ptx.meter.Work;
import dev.linnet.cuda.ptx.ops.Instrument;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.SourceLine;

/**
 * What each instruction of a kernel did in a profiled launch.
 *
 * @param report       of the launch itself
 * @param instructions those that were executed, in the order of the text; one without a line counts for the line before it
 * @param byteCode     whether the kernel becomes byte code in launches of this shape that are not profiled
 */
public record LaunchProfile(LaunchReport report, List<Executed> instructions, ByteCode byteCode) {
    public LaunchProfile {
        instructions = List.copyOf(instructions);
    }

    /**
     * An instruction that was executed.
     *
     * @param places where the compiler says that it comes from: the innermost place first, then the calls through which it was
     *               inlined there
     * @param text   as PTX
     */
    public record Executed(List<Place> places, String text, Work work) {
        public Executed {
            places = List.copyOf(places);
        }
    }

    /**
     * A place in a source.
     *
     * @param file as the compiler names it; empty when unknown
     * @param line counted from 1; 0 when unknown
     */
    public record Place(String file, int line) {}

    /**
     * What the compiler to byte code makes of a kernel.
     *
     * @param taken whether it compiles it at all
     * @param stays what it leaves to the interpreter
     */
    public record ByteCode(boolean taken, List<Stays> stays) {
        public ByteCode {
            stays = List.copyOf(stays);
        }
    }

    /**
     * What is left to the interpreter.
     *
     * @param places as of {@link Executed}; empty where it concerns the whole kernel
     */
    public record Stays(List<Place> places, String why) {
        public Stays {
            places = List.copyOf(places);
        }
    }

    private static ByteCode byteCode(String kernel, LoadedModule module, Dim3 block) {
        Survey survey = module.program(kernel, Instrument.NONE).survey(block);
        return new ByteCode(survey.taken(), survey.stays()
                .stream()
                .map(one -> new Stays(one.instruction() == null
                        ? List.of()
                        : places(one.instruction().source(), module.module().files()), one.why()))
                .toList());
    }

    static LaunchProfile of(LaunchReport report, LoadedModule module, Dim3 block) {
        Program program = report.program();
        Counts counts = report.counts();
        IdentityHashMap<Instruction, Long> skipped = new IdentityHashMap<>();
        for (int g = 0; g < program.guarded().size(); g++) {
            skipped.merge(program.guarded().get(g), counts.skipped(g), Long::sum);
        }
        IdentityHashMap<Instruction, List<Integer>> sites = new IdentityHashMap<>();
        for (int s = 0; s < program.measured().size(); s++) {
            sites.computeIfAbsent(program.measured().get(s), _ -> new ArrayList<>()).add(s);
        }
        IdentityHashMap<Instruction, Boolean> seen = new IdentityHashMap<>();
        List<Instruction> order = new ArrayList<>();
        IdentityHashMap<Instruction, Work> works = new IdentityHashMap<>();
        for (Segment s : program.segments()) {
            for (Instruction i : s.instructions()) {
                // What an op does after others have come belongs to an instruction that was counted before.
                if (i != null && seen.put(i, true) == null && counts.runs(s.id()) > 0) {
                    order.add(i);
                    works.put(i, work(i, counts, s, skipped.getOrDefault(i, 0L), sites.getOrDefault(i, List.of())));
                }
            }
        }
        order.sort(Comparator.comparingInt(Instruction::line));
        List<Executed> executed = new ArrayList<>();
        SourceLine at = SourceLine.UNKNOWN;
        for (Instruction i : order) {
            // Code without a line belongs to what comes before it.
            at = i.source().line() == 0 ? at : i.source();
            executed.add(new Executed(places(at, module.module().files()), i.text(), works.get(i)));
        }
        return new LaunchProfile(report, executed, byteCode(report.kernel(), module, block));
    }

    private static Work work(Instruction i, Counts counts, Segment s, long skipped, List<Integer> sites) {
        long lanes = counts.lanes(s.id()) - skipped;
        Map<Quantity, Long> measured = new EnumMap<>(Quantity.class);
        for (int site : sites) {
            for (Quantity q : Quantity.values()) {
                measured.merge(q, counts.meter.get(site, q), Long::sum);
            }
        }
        InstructionClass kind = InstructionClass.of(i);
        if (kind == InstructionClass.GLOBAL && measured.getOrDefault(Quantity.GLOBAL_REQUESTS, 0L) == 0) {
            // An access that names no memory went to another one.
            kind = measured.getOrDefault(Quantity.SHARED_REQUESTS, 0L) > 0
                    ? InstructionClass.SHARED
                    : measured.getOrDefault(Quantity.LOCAL_BYTES, 0L) > 0 ? InstructionClass.LOCAL : kind;
        }
        Work work = Work.of(kind, counts.runs(s.id()))
                .with(Quantity.THREAD_INSTRUCTIONS, lanes)
                .with(Quantity.FLOP, lanes * Cost.of(i).flop());
        for (var one : measured.entrySet()) {
            work = work.with(one.getKey(), one.getValue());
        }
        return work;
    }

    private static List<Place> places(SourceLine source, Map<Integer, String> files) {
        List<Place> places = new ArrayList<>();
        for (SourceLine at = source; at != null; at = at.inlinedAt()) {
            places.add(new Place(files.getOrDefault(at.file(), ""), at.line()));
        }
        return places;
    }

    /** Of everything. */
    public Work total() {
        return instructions.stream().map(Executed::work).reduce(Work.NONE, Work::plus);
    }
}
