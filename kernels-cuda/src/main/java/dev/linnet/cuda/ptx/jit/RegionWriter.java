package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ConstantDescs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import dev.linnet.cuda.ptx.machine.CompiledKernel;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Writes a region as a method: a loop over warps, and in it the region's blocks with jumps between them. */
final class RegionWriter {
    /** A way out of the method: which code the warp gets, before which instruction it stands, and what some of its lanes were doing. */
    private record Way(Label label, int code, int at, Side side) {}

    /**
     * Blocks that some lanes run for themselves.
     *
     * @param mask   the local with those lanes
     * @param waits  where the others are
     * @param after  where these lanes go then
     */
    private record Side(List<Integer> blocks, int mask, BitSet kept, int waits, Label after, int join,
            Map<Integer, Label> labels) {}

    /** The locals that count how often some lanes of a warp run a segment, and how many. */
    private record Counter(int runs, int lanes) {}

    private final Flow flow;
    private final Region region;
    private final Values v;
    private final CodeBuilder c;
    private final Shapes shapes;
    private final Accesses accesses;
    private final ReadAhead readAhead;
    private final InstructionWriter instructions;
    private final Map<Integer, Label> labels = new HashMap<>();
    private final List<Way> ways = new ArrayList<>();
    private final BitSet modified = new BitSet();
    private final Map<Integer, Divergence.Sides> parting;
    private final Divergence divergence;
    /** Instructions that are written down before the loop over warps. */
    private final Set<Integer> once;
    private final Repeats repeats;
    private final List<Side> open = new ArrayList<>();
    /** What finds out whether there are lanes on the second side of branches whose sides are only written down for parted lanes. */
    private final List<Runnable> checks = new ArrayList<>();
    private Side side;
    /** For each segment the local that counts how often whole warps run it: a counter in memory would be written in each round of a loop. */
    private final Map<Integer, Integer> whole = new TreeMap<>();
    private final Map<Integer, Counter> partly = new TreeMap<>();
    private final int left;
    private final int code;
    private final Label end;

    RegionWriter(CodeBuilder c, Flow flow, Region region, Shapes shapes, Numbers numbers,
            Map<Integer, Divergence.Sides> parting, Divergence divergence, Repeats repeats, List<Op[]> ops,
            Accesses.Numbering numbering, Map<Integer, Integer> pointers) {
        this.repeats = repeats;
        this.parting = parting;
        this.divergence = divergence;
        this.c = c;
        this.flow = flow;
        this.region = region;
        this.shapes = shapes;
        this.v = new Values(c, flow, shapes, numbers);
        this.readAhead = new ReadAhead(v);
        this.accesses = new Accesses(v, numbering, pointers, readAhead);
        this.instructions = new InstructionWriter(c, flow, shapes, v, accesses, new Shuffles(v, numbering), ops);
        this.once = Common.of(flow, region, shapes);
        left = c.allocateLocal(TypeKind.INT);
        code = c.allocateLocal(TypeKind.INT);
        end = c.newLabel();
    }

    void write() {
        int from = c.parameterSlot(1);
        int to = c.parameterSlot(2);
        int common = c.parameterSlot(3);
        int warps = c.allocateLocal(TypeKind.REFERENCE);
        c.aload(v.block)
                .invokevirtual(Emit.BLOCK, "warps", Emit.type(Emit.of(dev.linnet.cuda.ptx.machine.Warp[].class)))
                .astore(warps);
        Label each = c.newLabel();
        Label done = c.newLabel();
        Label before = c.newLabel();
        c.goto_(before).labelBinding(each);
        c.iload(from).iload(to).if_icmpge(done);
        c.aload(warps).iload(from).aaload().astore(v.warp);
        field("r", Emit.INTS, v.r);
        field("q", Emit.LONGS, v.q);
        field("p", Emit.INTS, v.p);
        field("u", Emit.INTS, v.u);
        field("ul", Emit.LONGS, v.ul);
        c.aload(v.warp).getfield(Emit.WARP, "left", ConstantDescs.CD_int).istore(left);
        loadWhatIsNeeded();
        c.goto_(label(region.entry));
        for (int start : region.blocks.keySet()) {
            block(start);
        }
        for (Side s : open) {
            side = s;
            v.masked = new Values.Masked(s.mask, s.kept);
            for (int b : s.blocks) {
                block(b);
            }
        }
        side = null;
        v.masked = null;
        for (Runnable check : checks) {
            check.run();
        }
        for (Way w : ways) {
            leave(w);
        }
        c.labelBinding(end);
        c.aload(v.warp).iload(left).putfield(Emit.WARP, "left", ConstantDescs.CD_int);
        c.aload(v.warp).iload(code).putfield(Emit.WARP, "code", ConstantDescs.CD_int);
        Label stop = c.newLabel();
        Label known = c.newLabel();
        c.iload(code).iflt(stop);
        c.iload(common).loadConstant(CompiledKernel.NONE).if_icmpne(known);
        c.iload(code).istore(common);
        c.labelBinding(known);
        c.iload(code).iload(common).if_icmpne(stop);
        c.iinc(from, 1);
        c.goto_(each);
        c.labelBinding(stop).labelBinding(done);
        count();
        readAhead.finish();
        c.iload(from).ireturn();
        // What is the same for all warps.
        c.labelBinding(before);
        whole.values().forEach(runs -> c.iconst_0().istore(runs));
        partly.values().forEach(counter -> c.iconst_0().istore(counter.runs).iconst_0().istore(counter.lanes));
        accesses.loadWindows();
        readAhead.prepare();
        v.prepare();
        for (int k : once) {
            straight(k, flow.body.get(k));
        }
        c.goto_(each);
    }

    private void count() {
        whole.forEach((segment, runs) -> {
            c.aload(v.block);
            Emit.blockField(c, "counts", Emit.COUNTS);
            c.loadConstant(segment).iload(runs);
            c.invokevirtual(Emit.COUNTS, "whole",
                    Emit.type(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_int));
        });
        partly.forEach((segment, counter) -> {
            c.aload(v.block);
            Emit.blockField(c, "counts", Emit.COUNTS);
            c.loadConstant(segment).iload(counter.runs).iload(counter.lanes);
            c.invokevirtual(Emit.COUNTS, "partly", Emit.type(ConstantDescs.CD_void, ConstantDescs.CD_int,
                    ConstantDescs.CD_int, ConstantDescs.CD_int));
        });
    }

    private int segment(int start) {
        return flow.code.segments()[flow.code.segmentOf()[start]].id();
    }

    private void field(String name, java.lang.constant.ClassDesc type, int local) {
        c.aload(v.warp).getfield(Emit.WARP, name, type).astore(local);
    }

    private void loadWhatIsNeeded() {
        BitSet touched = new BitSet();
        for (var block : region.blocks.entrySet()) {
            touch(block.getKey(), block.getValue(), touched);
        }
        for (int start : region.blocks.keySet()) {
            Divergence.Sides sides = parting.get(start);
            if (sides != null) { // whose lanes stay in the method where they part
                for (int b : blocksOf(sides)) {
                    touch(b, divergence.last(b) + 1, touched);
                }
            }
        }
        touched.or(modified);
        touched.and(flow.live(region.entry));
        for (int r = touched.nextSetBit(0); r >= 0; r = touched.nextSetBit(r + 1)) {
            v.load(r);
        }
    }

    /** Notes what instructions read and write. */
    private void touch(int from, int to, BitSet touched) {
        for (int k = from; k < to; k++) {
            for (Operand.Register u : flow.effects[k].uses()) {
                touched.set(u.index());
            }
            for (Operand.Register d : flow.effects[k].defs()) {
                modified.set(d.index());
            }
        }
    }

    private static List<Integer> blocksOf(Divergence.Sides s) {
        List<Integer> all = new ArrayList<>(s.on());
        all.addAll(s.there());
        return all;
    }

    private Label label(int start) {
        Map<Integer, Label> all = side != null ? side.labels : labels;
        Label known = all.get(start);
        if (known == null) {
            known = c.newLabel();
            all.put(start, known);
        }
        return known;
    }

    private Label way(int wayCode, int at) {
        for (Way w : ways) {
            if (w.code == wayCode && w.at == at && Objects.equals(w.side, side)) {
                return w.label;
            }
        }
        Way w = new Way(c.newLabel(), wayCode, at, side);
        ways.add(w);
        return w.label;
    }

    private void leave(Way w) {
        c.labelBinding(w.label);
        if (w.code != CompiledKernel.EXIT) {
            BitSet live = (BitSet) flow.live(w.at).clone();
            if (w.side != null) {
                live.or(w.side.kept);
                c.aload(v.warp).iload(w.side.mask).loadConstant(w.side.waits);
                c.invokevirtual(Emit.WARP, "parted",
                        Emit.type(ConstantDescs.CD_void, ConstantDescs.CD_int, ConstantDescs.CD_int));
            }
            live.and(modified);
            v.spill(live);
        }
        c.loadConstant(w.code).istore(code).goto_(end);
    }

    private Label bail(int k) {
        return way(CompiledKernel.bail(k), k);
    }

    /** Where a jump from a block goes. */
    private Label destination(int from, int to) {
        if (side != null) {
            return to == side.join ? side.after : label(to);
        }
        if (to >= flow.body.size()) {
            return way(CompiledKernel.EXIT, flow.body.size());
        }
        if (region.inside(from, to)) {
            return label(to);
        }
        return flow.barrier(to) ? way(to, to) : way(CompiledKernel.cut(to), to);
    }

    private int segments() {
        int count = 0;
        for (int start : region.blocks.keySet()) {
            count += flow.begins(start) ? 1 : 0;
        }
        return count;
    }

    private void block(int start) {
        int stop = divergence.last(start) + 1;
        c.labelBinding(label(start));
        if (flow.begins(start) && side != null) {
            c.iinc(left, -1);
            Counter counter = partly.computeIfAbsent(segment(start),
                    _ -> new Counter(c.allocateLocal(TypeKind.INT), c.allocateLocal(TypeKind.INT)));
            c.iinc(counter.runs, 1).iload(counter.lanes).iload(side.mask);
            c.invokestatic(ConstantDescs.CD_Integer, "bitCount", Emit.type(ConstantDescs.CD_int, ConstantDescs.CD_int));
            c.iadd().istore(counter.lanes);
        } else if (flow.begins(start)) {
            if (start == region.entry || region.headers.contains(start)) {
                // Enough for all blocks up to the next such place, so that a turn ends where the interpreter's would.
                c.iload(left).loadConstant(segments()).if_icmplt(way(CompiledKernel.cut(start), start));
            }
            c.iinc(left, -1);
            c.iinc(whole.computeIfAbsent(segment(start), _ -> c.allocateLocal(TypeKind.INT)), 1);
        }
        readAhead.body(side == null && region.headers.contains(start) && region.successors(start).contains(start));
        accesses.plan(start, stop);
        for (int k = start; k < stop; k++) {
            if (side == null && once.contains(k)) {
                continue;
            }
            Repeats.Repeat r = repeats.at(k);
            if (r != null && r.end() <= stop) {
                loop(r);
                k = r.end() - 1;
            } else if (!instruction(start, k)) {
                return;
            }
        }
        c.goto_(destination(start, stop));
    }

    /** Straight instructions as the loop that they have been before a compiler unrolled it. */
    private void loop(Repeats.Repeat r) {
        for (int t = 0; t < r.period(); t++) {
            accesses.ready(r.start() + t, () -> bail(r.start()));
        }
        for (var e : r.first().entrySet()) {
            v.copy(e.getValue(), e.getKey());
        }
        int round = c.allocateLocal(TypeKind.INT);
        Label again = c.newLabel();
        c.iconst_0().istore(round).labelBinding(again);
        accesses.round = round;
        for (int t = 0; t < r.period(); t++) {
            accesses.step = r.steps()[t];
            int k = r.start() + t;
            straight(k, r.renamed().getOrDefault(t, flow.body.get(k)));
        }
        accesses.step = 0;
        c.iinc(round, 1).iload(round).loadConstant(r.rounds()).if_icmplt(again);
        for (var e : r.last().entrySet()) {
            v.copy(e.getValue(), e.getKey());
        }
    }

    /** Writes an instruction; false when control does not go on behind it. */
    private boolean instruction(int block, int k) {
        Instruction i = flow.body.get(k);
        switch (i.base()) {
            case "bra" -> {
                branch(block, k, i);
                return false;
            }
            case "ret", "exit" -> {
                c.goto_(i.guard() == null ? way(CompiledKernel.EXIT, flow.body.size()) : bail(k));
                return false;
            }
            default -> {
                if (i.opcode().equals("bar.warp.sync") && i.guard() == null) {
                    return true;
                }
                if (!flow.code.straight(k) && !flow.code.meetsInWarp(k)) {
                    c.goto_(bail(k));
                    return false;
                }
                straight(k, i);
                return true;
            }
        }
    }

    private void branch(int block, int k, Instruction i) {
        Boolean always = i.guard() == null ? Boolean.TRUE : shapes.taken(i);
        if (always != null) {
            c.goto_(destination(block, always ? flow.target(i) : k + 1));
            return;
        }
        boolean parts = side == null && region.parts(block);
        Label there = parts ? null : destination(block, flow.target(i));
        Label on = parts ? null : destination(block, k + 1);
        boolean uniform = shapes.of(i.guard()).isUniform();
        if (uniform) {
            v.lanes(new Operand.Register(i.guard().name(), i.guard().type(), i.guard().index(), false));
            if (i.guard().negated()) {
                c.ifeq(there);
            } else {
                c.ifne(there);
            }
            c.goto_(on);
            return;
        }
        v.lanes(i.guard());
        if (parts) {
            c.istore(code);
            part(block, parting.get(block));
            return;
        }
        if (side != null) {
            c.iload(side.mask).iand();
        }
        c.dup().istore(code);
        c.ifeq(on);
        c.iload(code);
        if (side != null) {
            c.iload(side.mask);
        } else {
            c.iconst_m1();
        }
        c.if_icmpeq(there);
        Divergence.Sides s = parting.get(block);
        if (side != null || s == null) {
            c.goto_(bail(k));
        } else {
            part(block, s);
        }
    }

    /** Lanes part: those that do not jump go first, as they do in the interpreter. */
    private void part(int block, Divergence.Sides s) {
        Label met = destination(block, s.join());
        int jumping = c.allocateLocal(TypeKind.INT);
        int others = c.allocateLocal(TypeKind.INT);
        c.iload(code).dup().istore(jumping).iconst_m1().ixor().istore(others);
        // What only the sides compute is nothing yet.
        BitSet fresh = divergence.kept(s, false);
        fresh.or(divergence.kept(s, true));
        fresh.and(modified);
        fresh.andNot(flow.live(divergence.last(block) + 1));
        fresh.andNot(flow.live(flow.target(flow.body.get(divergence.last(block)))));
        for (int r = fresh.nextSetBit(0); r >= 0; r = fresh.nextSetBit(r + 1)) {
            v.clear(r);
        }
        Side second = s.there().isEmpty()
                ? null
                : new Side(s.there(), jumping, divergence.kept(s, true), s.join(), met, s.join(), new HashMap<>());
        Label secondStarts = second == null ? met : c.newLabel();
        if (second != null) {
            Label starts = secondStarts;
            if (region.parts(block)) {
                starts = c.newLabel();
                checks.add(() -> c.labelBinding(secondStarts)
                        .iload(jumping)
                        .ifeq(met)
                        .goto_(second.labels.get(target(s.there(), block))));
            }
            second.labels.put(target(s.there(), block), starts);
            open.add(second);
        }
        if (s.on().isEmpty()) {
            c.goto_(secondStarts);
            return;
        }
        int waits = second == null ? s.join() : target(s.there(), block);
        Side first = new Side(s.on(), others, divergence.kept(s, false), waits, secondStarts, s.join(),
                new HashMap<>());
        Label firstStarts = c.newLabel();
        first.labels.put(divergence.last(block) + 1, firstStarts);
        open.add(first);
        if (region.parts(block)) {
            c.iload(others).ifeq(secondStarts);
        }
        c.goto_(firstStarts);
    }

    private int target(List<Integer> there, int block) {
        return there.isEmpty() ? -1 : flow.target(flow.body.get(divergence.last(block)));
    }

    private void straight(int k, Instruction i) {
        instructions.write(k, i, () -> bail(k));
    }
}
