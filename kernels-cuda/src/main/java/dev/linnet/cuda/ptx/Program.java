package dev.linnet.cuda.ptx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

import dev.linnet.cuda.ptx.jit.KernelCompiler;
import dev.linnet.cuda.ptx.jit.Survey;
import dev.linnet.cuda.ptx.machine.Block;
import dev.linnet.cuda.ptx.machine.Code;
import dev.linnet.cuda.ptx.machine.Segment;
import dev.linnet.cuda.ptx.memory.AddressSpace;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.BufferTable;
import dev.linnet.cuda.ptx.ops.Decoder;
import dev.linnet.cuda.ptx.ops.Instrument;
import dev.linnet.cuda.ptx.ops.Order;
import dev.linnet.cuda.ptx.ops.Origins;
import dev.linnet.cuda.ptx.ops.Symbols;
import dev.linnet.cuda.ptx.parse.Function;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.PtxProgram;
import dev.linnet.cuda.ptx.parse.Space;
import dev.linnet.cuda.ptx.parse.Variable;

/** A kernel with every function that it may call, decoded. */
final class Program {
    private final Code kernel;
    private final Code[] codes;
    private final List<Segment> segments = new ArrayList<>();
    private final Decoder decoder;
    private final int staticShared;
    private final boolean orderMatters;
    private final boolean cooperative;
    /** Null where atomics cannot be done later. */
    private final Origins origins;
    private final Map<Variable, Long> globals;
    private final Map<String, ConcurrentLinkedDeque<Block>> idle = new HashMap<>();
    private final Map<Dim3, Compiled> compiled = new HashMap<>();
    private final Map<Dim3, Survey> surveys = new HashMap<>();
    private final AtomicLong launched = new AtomicLong();
    private final AtomicLong spent = new AtomicLong();

    Program(PtxProgram ptx, String name, Map<Variable, Long> globals, Map<String, Integer> numbers,
            Instrument instrument) {
        Collection<Function> reachable = reachable(ptx, name);
        Map<Variable, Long> shared = new HashMap<>();
        staticShared = layOut(reachable, shared);
        Map<String, Code> byName = new LinkedHashMap<>();
        Map<String, Symbols> symbols = new HashMap<>();
        codes = new Code[numbers.size()];
        for (Function f : reachable) {
            Symbols s = new Symbols(f, globals, shared, byName);
            symbols.put(f.name(), s);
            Code code = new Code(f.name(), numbers.get(f.name()), s.frameBytes(), Symbols.offsets(f, false),
                    Symbols.offsets(f, true));
            byName.put(f.name(), code);
            codes[code.index()] = code;
        }
        decoder = new Decoder(instrument);
        boolean order = false;
        boolean together = false;
        for (Function f : reachable) {
            Code code = byName.get(f.name());
            decoder.decode(f, code, symbols.get(f.name()));
            segments.addAll(List.of(code.segments()));
            for (Instruction i : f.body()) {
                order |= Order.matters(i);
                together |= Order.waitsForGrid(i);
            }
        }
        orderMatters = order || together;
        cooperative = together;
        Function entry = ptx.functions().get(name);
        origins = orderMatters && !cooperative && reachable.size() == 1 ? Origins.of(entry).orElse(null) : null;
        this.globals = globals;
        kernel = byName.get(name);
    }

    /** The kernel, what it names, what that names; and what tables of functions name. */
    private static Collection<Function> reachable(PtxProgram ptx, String name) {
        // A function is itself: comparing its instructions would take a new virtual machine a while.
        Map<String, Function> found = new LinkedHashMap<>();
        ArrayDeque<String> open = new ArrayDeque<>(List.of(name));
        boolean pointers = false;
        while (!open.isEmpty()) {
            Function f = ptx.functions().get(open.remove());
            if (f == null || f.body() == null || found.putIfAbsent(f.name(), f) != null) {
                continue;
            }
            for (Instruction i : f.body()) {
                for (Operand o : i.operands()) {
                    if (o instanceof Operand.Name n) {
                        open.add(n.name());
                    }
                }
                if (i.base().equals("call") && !pointers
                        && i.operands().stream().anyMatch(Operand.Register.class::isInstance)) {
                    pointers = true;
                    ptx.variables().forEach(v -> v.initial().forEach(c -> {
                        if (c.symbol() != null) {
                            open.add(c.symbol());
                        }
                    }));
                }
            }
        }
        return found.values();
    }

    /** Shared variables that the functions use, one after another; those without a size all start at the end. */
    private static int layOut(Collection<Function> functions, Map<Variable, Long> places) {
        Set<Variable> used = new LinkedHashSet<>();
        for (Function f : functions) {
            for (Variable v : f.variables()) {
                if (v.space() == Space.SHARED) {
                    used.add(v);
                }
            }
            for (Instruction i : f.body()) {
                for (Operand o : i.operands()) {
                    collect(o, used);
                }
            }
        }
        long at = 0;
        long align = 16;
        for (Variable v : used) {
            align = Math.max(align, v.align());
            if (v.bytes() > 0) {
                at = (at + v.align() - 1) / v.align() * v.align();
                places.put(v, at);
                at += v.bytes();
            }
        }
        if (places.size() < used.size()) {
            at = (at + align - 1) / align * align;
        }
        for (Variable v : used) {
            places.putIfAbsent(v, at);
        }
        return (int) at;
    }

    private static void collect(Operand o, Set<Variable> used) {
        if (o instanceof Operand.Address a && a.variable().space() == Space.SHARED) {
            used.add(a.variable());
        } else if (o instanceof Operand.Memory m) {
            collect(m.base(), used);
        } else if (o instanceof Operand.Tuple t) {
            for (Operand item : t.items()) {
                collect(item, used);
            }
        }
    }

    Code kernel() {
        return kernel;
    }

    Code[] codes() {
        return codes;
    }

    List<Segment> segments() {
        return segments;
    }

    List<Instruction> guarded() {
        return decoder.guarded();
    }

    List<Instruction> reporting() {
        return decoder.reporting();
    }

    /** The instructions that are measured, by the number they are measured with. */
    List<Instruction> measured() {
        return decoder.measured();
    }

    int smallestShared() {
        return decoder.smallestShared();
    }

    int sites() {
        return decoder.sites();
    }

    int staticShared() {
        return staticShared;
    }

    /** Whether the order in which blocks run can show in the result. */
    boolean orderMatters() {
        return orderMatters;
    }

    /**
     * Whether the order of blocks shows in atomics alone, and those lie in buffers that a launch with these parameters accesses in no other
     * way.
     */
    boolean atomicsApart(byte[] parameters, BufferTable table) {
        if (origins == null) {
            return false;
        }
        List<Buffer> atomics = new ArrayList<>();
        List<Buffer> others = new ArrayList<>();
        return find(origins.atomics(), parameters, table, atomics) && find(origins.others(), parameters, table, others)
                && atomics.stream().noneMatch(a -> others.stream().anyMatch(b -> overlap(a, b)));
    }

    /** False when an address may be one that is in no buffer. */
    private boolean find(Set<Origins.Origin> origins, byte[] parameters, BufferTable table, List<Buffer> found) {
        ByteBuffer values = ByteBuffer.wrap(parameters).order(ByteOrder.LITTLE_ENDIAN);
        for (Origins.Origin origin : origins) {
            long address = switch (origin) {
                case Origins.Origin.Parameter p -> values.getLong(p.offset());
                case Origins.Origin.Global g -> globals.get(g.variable());
                default -> 0;
            };
            Buffer b = table.find(address);
            if (b != null) {
                found.add(b);
            } else if (Long.compareUnsigned(address, AddressSpace.BUFFERS) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether two buffers have memory in common; also the same memory may have been mapped twice. */
    private static boolean overlap(Buffer a, Buffer b) {
        long from = a.segment().address();
        long other = b.segment().address();
        return from < other + b.bytes() && other < from + a.bytes();
    }

    /** Whether blocks wait for one another, all of them, so that all must have started. */
    boolean cooperative() {
        return cooperative;
    }

    /** Counts threads of a launch; gives those of all so far. */
    long launched(long threads) {
        return launched.addAndGet(threads);
    }

    /** A launch has taken so many nanoseconds, all host threads together. */
    void ran(long nanos) {
        spent.addAndGet(nanos);
    }

    /** Nanoseconds of all launches so far. */
    long spent() {
        return spent.get();
    }

    /**
     * The kernel's byte code for blocks of one shape.
     *
     * @param result the byte code, or why there is none
     * @param pace   when it is used
     */
    record Compiled(KernelCompiler.Result result, Pace pace) {}

    /** The kernel's byte code for blocks of a shape, made at the first call. */
    Compiled compiled(Dim3 block) {
        synchronized (compiled) {
            Compiled known = compiled.get(block);
            if (known == null) {
                known = new Compiled(
                        cooperative
                                ? KernelCompiler.Result.none("its blocks wait for one another", null)
                                : KernelCompiler.compile(decoder.kernel(), block.x(), block.y(), block.z()),
                        new Pace());
                compiled.put(block, known);
            }
            return known;
        }
    }

    /** Whether it is decided if blocks of a shape run in byte code. */
    boolean settled(Dim3 block) {
        Compiled known = compiled(block);
        return known.result().kernel() == null || known.pace().settled();
    }

    /** What becomes byte code in blocks of a shape, and what does not. */
    Survey survey(Dim3 block) {
        Compiled known = compiled(block);
        if (known.result().kernel() == null && cooperative) {
            return Survey.nothing(null, known.result().why());
        }
        if (known.pace().slower()) {
            return Survey.nothing(null, "its byte code was slower than the interpreter");
        }
        synchronized (surveys) {
            return surveys.computeIfAbsent(block,
                    b -> KernelCompiler.survey(decoder.kernel(), b.x(), b.y(), b.z()));
        }
    }

    /** Blocks of that shape that are not in use. */
    ConcurrentLinkedDeque<Block> idle(String shape) {
        synchronized (idle) {
            return idle.computeIfAbsent(shape, _ -> new ConcurrentLinkedDeque<>());
        }
    }
}
