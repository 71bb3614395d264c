package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.cuda.ptx.machine.CompiledKernel;
import dev.linnet.cuda.ptx.machine.CompiledRegion;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.ops.DecodedFunction;
import dev.linnet.cuda.ptx.ops.Origins;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/** Compiles a kernel for blocks of one shape. */
public final class KernelCompiler {
    /** Instructions of a block of straight code before it is parted; each is written down for every vector of a warp. */
    private static final int PIECE = 60 / Math.max(1, Values.VECTORS);
    /** Instructions of a region. */
    private static final int BUDGET = 60;
    /** Instructions of a branch's sides from which on they are not written down for whole warps too, but only for parted lanes. */
    private static final int TWICE = 12;
    /** The virtual machine's compiler refuses methods of 8000 bytes. */
    private static final int HUGE = 7900;
    /** Calls of vectors' methods; of more the virtual machine's first compiler makes more than it can keep apart. */
    private static final int CALLS = 220;
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Flow flow;
    private final Shapes shapes;
    private final Numbers numbers;
    private final BitSet leaders = new BitSet();
    private final Divergence divergence;
    private final Map<Integer, Divergence.Sides> sides = new HashMap<>();
    private final Repeats repeats;
    private final Map<Integer, Integer> pointers;
    private final int mostAccesses;
    private int accesses;
    private String why = "";

    private KernelCompiler(Flow flow, Repeats repeats, Map<Integer, Integer> pointers, int blockX, int blockY,
            int blockZ) {
        this.flow = flow;
        this.pointers = pointers;
        this.repeats = repeats;
        DecodedFunction code = flow.code;
        List<Operand.Register> registers = code.function().registers();
        int n = flow.body.size();
        int memory = 0;
        for (int k = 0; k < n; k++) {
            if (flow.begins(k)) {
                leaders.set(k);
                if (code.firstOp()[k] != 0) {
                    throw new Declined("it takes the result of an instruction after other lanes have come",
                            flow.body.get(k));
                }
            }
            Instruction i = flow.body.get(k);
            memory += i.base().equals("ld") || i.base().equals("st") ? 1 : 0;
        }
        mostAccesses = 8 * memory + 8;
        for (int start = 0; start < n; start = next(start)) {
            int end = next(start);
            int size = repeats.size(start, end);
            int pieces = (size + PIECE - 1) / PIECE;
            int from = start;
            for (int k = start + 1; k < end && pieces > 1; k++) {
                if (!repeats.within(k) && repeats.size(from, k) >= (size + pieces - 1) / pieces) {
                    leaders.set(k);
                    from = k;
                }
            }
            start = leaders.previousSetBit(end - 1);
        }
        divergence = new Divergence(flow, leaders);
        boolean[] masked = new boolean[n];
        Shapes found = new Shapes(flow, registers.size(), blockX, blockY, blockZ, masked);
        while (mark(found, masked)) {
            found = new Shapes(flow, registers.size(), blockX, blockY, blockZ, masked);
        }
        shapes = found;
        numbers = new Numbers(flow, shapes, registers);
    }

    /** Finds branches at which lanes may part; false when there are no new ones. */
    private boolean mark(Shapes now, boolean[] masked) {
        boolean more = false;
        for (int b : divergence.blocks()) {
            Instruction i = flow.body.get(divergence.last(b));
            if (!sides.containsKey(b) && i.base().equals("bra") && i.guard() != null
                    && !now.of(i.guard()).isUniform()) {
                Divergence.Sides s = divergence.sides(b);
                if (s != null) {
                    sides.put(b, s);
                    divergence.mark(s, masked);
                    more = true;
                }
            }
        }
        return more;
    }

    private int next(int start) {
        int next = leaders.nextSetBit(start + 1);
        return next < 0 ? flow.body.size() : next;
    }

    /**
     * A kernel's byte code, and why there is none.
     *
     * @param by      what compiles it; null where there is none
     * @param because the instruction that is not compiled; null where it is none
     */
    public record Result(CompiledKernel kernel, int accesses, String why, KernelCompiler by, Instruction because) {
        /** There is none. */
        public static Result none(String why, Instruction because) {
            return new Result(null, 0, why, null, because);
        }
    }

    /**
     * Compiles nothing yet but finds out whether it can be done.
     *
     * @return without a kernel where the interpreter has to do all
     */
    public static Result compile(DecodedFunction code, int blockX, int blockY, int blockZ) {
        if ((long) blockX * blockY * blockZ % Lanes.COUNT != 0) {
            return Result.none("its blocks are no whole warps", null);
        }
        if (Lanes.IL > Lanes.COUNT || Lanes.IL < 4) {
            return Result.none("this machine's vectors are of an unusual size", null);
        }
        try {
            for (Operand.Register r : code.function().registers()) {
                if (r.type() == RegisterType.BITS128) {
                    throw new Declined("it has registers of 128 bits");
                }
            }
            Flow flow = new Flow(code);
            Repeats repeats = new Repeats(flow);
            var pointers = Origins.pointers(code.function());
            KernelCompiler c;
            do {
                c = new KernelCompiler(flow, repeats, pointers, blockX, blockY, blockZ);
            } while (repeats.check(c.shapes, c.numbers));
            return c.result();
        } catch (Declined e) {
            return Result.none(e.getMessage(), e.instruction());
        }
    }

    /** Compiles everything at once, which otherwise happens as control gets there, to tell what is left to the interpreter. */
    public static Survey survey(DecodedFunction code, int blockX, int blockY, int blockZ) {
        Result result = compile(code, blockX, blockY, blockZ);
        return result.by() == null ? Survey.nothing(result.because(), result.why()) : result.by().survey();
    }

    private Survey survey() {
        List<Survey.Stays> stays = new ArrayList<>();
        for (int k = 0; k < flow.body.size(); k++) {
            Instruction i = flow.body.get(k);
            boolean jump = i.base().equals("bra");
            boolean ends = (i.base().equals("ret") || i.base().equals("exit")) && i.guard() == null;
            if (!flow.code.straight(k) && !flow.code.meetsInWarp(k) && !flow.barrier(k) && !jump && !ends
                    && !i.opcode().equals("bar.warp.sync")) {
                stays.add(new Survey.Stays(i, Survey.why(i)));
            } else if (leaders.get(k) && !flow.barrier(k)) {
                why = "";
                if (region(k) == null && !why.isEmpty()) {
                    stays.add(new Survey.Stays(i, why));
                }
            }
            if (jump && i.guard() != null && !shapes.of(i.guard()).isUniform()
                    && !sides.containsKey(leaders.previousSetBit(k))) {
                stays.add(new Survey.Stays(i,
                        "where lanes part at a loop, or at a long or nested branch, the interpreter goes on"));
            }
        }
        return new Survey(true, stays);
    }

    private Result result() {
        int n = flow.body.size();
        boolean[] barriers = new boolean[n];
        boolean[] entries = new boolean[n];
        int[] arrivals = new int[n + 1];
        for (int k = 0; k < n; k++) {
            barriers[k] = flow.barrier(k);
            for (int next : flow.successors(k)) {
                arrivals[next] += flow.begins(next) ? 1 : 0;
            }
        }
        for (int k = 0; k < n; k++) {
            boolean after = k > 0 && !flow.code.straight(k - 1) && !flow.body.get(k - 1).base().equals("bra");
            entries[k] = flow.begins(k) && !barriers[k] && (k == 0 || arrivals[k] > 1 || after);
        }
        CompiledKernel kernel = new CompiledKernel(flow.code.segmentOf(), flow.code.firstOp(), flow.code.starts(),
                barriers, entries, numbers.scalars, numbers.uncanonical(),
                numbers.ints, numbers.longs, this::region);
        return new Result(kernel, mostAccesses, why, this, null);
    }

    private CompiledRegion region(int entry) {
        if (flow.begins(entry) && !flow.code.straight(entry) && !flow.code.meetsInWarp(entry)
                && !flow.body.get(entry).base().equals("bra") && !flow.body.get(entry).base().equals("ret")) {
            return null;
        }
        CompiledRegion made = region(entry, sides);
        // Where the code for parted lanes alone is too long, the interpreter goes on from the branch at which they part.
        return made != null || sides.isEmpty() ? made : region(entry, Map.of());
    }

    private CompiledRegion region(int entry, Map<Integer, Divergence.Sides> branches) {
        for (int budget = BUDGET; budget >= 1; budget /= 2) {
            try {
                Map<Integer, Divergence.Sides> large = new HashMap<>(branches);
                large.values().removeIf(s -> divergence.size(s) < TWICE);
                CompiledRegion made = region(entry, budget, branches, large);
                if (made == null && large.size() < branches.size()) {
                    made = region(entry, budget, branches, branches);
                }
                if (made != null) {
                    return made;
                }
            } catch (Declined e) {
                why = e.getMessage();
                return null;
            } catch (IllegalArgumentException e) {
                // The method was larger than a class file's may be: a smaller region follows.
                why = e.getMessage();
            }
        }
        return null;
    }

    private CompiledRegion region(int entry, int budget, Map<Integer, Divergence.Sides> branches,
            Map<Integer, Divergence.Sides> parting) {
        Region r = new Region(flow, shapes, leaders, repeats, parting, entry, budget);
        List<Op[]> ops = new ArrayList<>();
        List<int[]> maps = new ArrayList<>();
        Accesses.Numbering numbering = new Accesses.Numbering() {
            @Override
            public int access() {
                if (accesses == mostAccesses) {
                    throw new Declined("it accesses memory in too many places");
                }
                return accesses++;
            }

            @Override
            public int map(int[] places) {
                for (int k = 0; k < maps.size(); k++) {
                    if (Arrays.equals(maps.get(k), places)) {
                        return k;
                    }
                }
                maps.add(places);
                return maps.size() - 1;
            }
        };
        ClassDesc name = ClassDesc.of(KernelCompiler.class.getPackageName(), "Compiled");
        var constructor = Emit.type(ConstantDescs.CD_void, Emit.of(Op[][].class), Emit.of(int[][].class),
                Emit.INTS);
        var run = Emit.type(ConstantDescs.CD_int, Emit.BLOCK, ConstantDescs.CD_int, ConstantDescs.CD_int,
                ConstantDescs.CD_int);
        int before = accesses;
        byte[] bytes = ClassFile.of().build(name, made -> {
            made.withFlags(ClassFile.ACC_FINAL).withSuperclass(Emit.REGION);
            made.withMethodBody("<init>", constructor, ClassFile.ACC_PUBLIC, c -> c.aload(0)
                    .aload(1)
                    .aload(2)
                    .aload(3)
                    .invokespecial(Emit.REGION, "<init>", constructor)
                    .return_());
            made.withMethodBody("run", run, ClassFile.ACC_PUBLIC,
                    c -> new RegionWriter(c, flow, r, shapes, numbers, branches, divergence, repeats, ops, numbering,
                            pointers)
                            .write());
        });
        MethodModel method = ClassFile.of().parse(bytes).methods().getLast();
        if (method.findAttribute(Attributes.code()).orElseThrow().codeLength() > HUGE
                || (budget > 1 && calls(method) > CALLS)) {
            accesses = before;
            why = "what it does here is too long for the virtual machine's compiler";
            return null;
        }
        BitSet live = flow.live(entry);
        int[] rules = new int[live.cardinality()];
        int count = 0;
        for (int k = live.nextSetBit(0); k >= 0; k = live.nextSetBit(k + 1)) {
            if (numbers.rule(k) >= 0) {
                rules[count++] = numbers.rule(k);
            }
        }
        try {
            var hidden = LOOKUP.defineHiddenClass(bytes, true);
            return (CompiledRegion) hidden
                    .findConstructor(hidden.lookupClass(),
                            MethodType.methodType(void.class, Op[][].class, int[][].class, int[].class))
                    .invoke(ops.toArray(new Op[0][]), maps.toArray(new int[0][]), Arrays.copyOf(rules, count));
        } catch (Throwable e) {
            throw new IllegalStateException("byte code for " + flow.code.function().name() + " does not work", e);
        }
    }

    /** How often a method calls one of vectors. */
    private static int calls(MethodModel method) {
        int calls = 0;
        for (CodeElement e : method.code().orElseThrow()) {
            if (e instanceof InvokeInstruction x && x.owner().asInternalName().startsWith("jdk/incubator/vector/")) {
                calls++;
            }
        }
        return calls;
    }
}
