package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.List;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/** Byte code for shuffles of whole warps over constant distances: every lane's source is known beforehand. */
final class Shuffles {
    private final Values v;
    private final CodeBuilder c;
    private final Accesses.Numbering numbering;

    Shuffles(Values v, Accesses.Numbering numbering) {
        this.v = v;
        this.c = v.c;
        this.numbering = numbering;
    }

    /** Writes a shuffle; false where only the interpreter's op does it. */
    boolean write(Instruction i) {
        List<Operand> o = i.operands();
        int at = o.size() == 6 ? 2 : 1;
        if (v.masked != null || !i.base().equals("shfl") || i.guard() != null || o.size() < 5
                || !(o.getFirst() instanceof Operand.Register d) || d.type() != RegisterType.BITS32
                || !v.shapes.of(d).vector()) {
            return false;
        }
        Long distance = v.shapes.operand(o.get(at + 1)).value();
        Long bound = v.shapes.operand(o.get(at + 2)).value();
        Long members = v.shapes.operand(o.get(at + 3)).value();
        if (distance == null || bound == null || members == null || (int) (long) members != -1) {
            return false;
        }
        int[] sources = new int[Lanes.COUNT];
        int inside = sources(i.modifier(1), (int) (long) distance & 31, (int) (long) bound, sources);
        int map = numbering.map(sources);
        if (Values.VECTORS == 2) {
            Label registers = c.newLabel();
            Label end = c.newLabel();
            Emit.call(c, "plainly", ConstantDescs.CD_boolean);
            c.ifeq(registers);
            inMemory(o.get(at), d, map);
            c.goto_(end).labelBinding(registers);
            inRegisters(o.get(at), d, map);
            c.labelBinding(end);
        } else {
            inMemory(o.get(at), d, map);
        }
        if (at == 2 && o.get(1) instanceof Operand.Register p) {
            c.loadConstant(inside);
            v.setLanes(p);
        }
        return true;
    }

    private void inRegisters(Operand from, Operand.Register d, int map) {
        int[] vectors = new int[Values.VECTORS];
        for (int k = 0; k < vectors.length; k++) {
            vectors[k] = c.allocateLocal(TypeKind.REFERENCE);
            if (v.floating(from) && v.floating(d)) {
                v.floats(from, k, !v.numbers.lazy(d.index()));
                Emit.toInts(c);
            } else {
                v.ints(from, k);
            }
            c.astore(vectors[k]);
        }
        for (int k = 0; k < vectors.length; k++) {
            Emit.intSpecies(c);
            Emit.map(c, map);
            c.loadConstant(k * Lanes.IL);
            Emit.load(c);
            c.aload(vectors[0]).aload(vectors[1]);
            Emit.selectFrom(c);
            v.setInts(d, k);
        }
    }

    private void inMemory(Operand from, Operand.Register d, int map) {
        boolean floats = v.floating(from) && v.floating(d);
        ClassDesc words = floats ? Emit.FLOATS : Emit.INTS;
        int values = c.allocateLocal(TypeKind.REFERENCE);
        c.aload(v.block);
        Emit.blockField(c, floats ? "sourceFloats" : "sources", words);
        c.astore(values);
        for (int k = 0; k < Values.VECTORS; k++) {
            if (floats) {
                v.floats(from, k, !v.numbers.lazy(d.index()));
                c.aload(values).loadConstant(k * Lanes.IL);
                Emit.storeFloats(c);
            } else {
                v.ints(from, k);
                c.aload(values).loadConstant(k * Lanes.IL);
                Emit.store(c);
            }
        }
        c.aload(values);
        Emit.map(c, map);
        c.aload(v.block);
        Emit.blockField(c, floats ? "gatheredFloats" : "gathered", words);
        Emit.exchange(c, words);
        for (int k = 0; k < Values.VECTORS; k++) {
            v.gathered(d, k, k * Lanes.IL, floats);
        }
    }

    /** Finds for each lane the one that it reads; gives those for which that one is within bounds. */
    private static int sources(String mode, int distance, int bound, int[] sources) {
        int inside = 0;
        int segment = bound >> 8 & 31;
        for (int lane = 0; lane < sources.length; lane++) {
            int last = (lane & segment) | (bound & 31 & ~segment);
            int j = switch (mode) {
                case "up" -> lane - distance;
                case "down" -> lane + distance;
                case "bfly" -> lane ^ distance;
                default -> (lane & segment) | (distance & ~segment);
            };
            boolean in = mode.equals("up") ? j >= last : j <= last;
            inside |= in ? 1 << lane : 0;
            sources[lane] = in ? j : lane;
        }
        return inside;
    }
}
