package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ConstantDescs;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * Writes an instruction behind which all lanes that run go on together: as numbers where its result is one number or grows by a constant
 * from lane to lane, else as vectors, else as a call of the interpreter's ops.
 */
final class InstructionWriter {
    private final CodeBuilder c;
    private final Flow flow;
    private final Shapes shapes;
    private final Values v;
    private final NumberArithmetic onNumbers;
    private final VectorArithmetic onVectors;
    private final Accesses accesses;
    private final Shuffles shuffles;
    private final List<Op[]> ops;

    /** @param ops the calls of the interpreter's ops, to which more are added */
    InstructionWriter(CodeBuilder c, Flow flow, Shapes shapes, Values v, Accesses accesses, Shuffles shuffles,
            List<Op[]> ops) {
        this.c = c;
        this.flow = flow;
        this.shapes = shapes;
        this.v = v;
        this.onNumbers = new NumberArithmetic(v);
        this.onVectors = new VectorArithmetic(v, onNumbers);
        this.accesses = accesses;
        this.shuffles = shuffles;
        this.ops = ops;
    }

    /**
     * Writes it.
     *
     * @param k    where it stands
     * @param i    the instruction, perhaps with other registers than stand there
     * @param bail gives the way out to where the interpreter does it
     */
    void write(int k, Instruction i, Supplier<Label> bail) {
        if (flow.effects[k].defs().isEmpty() && flow.effects[k].uses().isEmpty() && i.base().startsWith("prefetch")) {
            return;
        }
        if (accesses.write(k, bail)) {
            return;
        }
        if (i.base().equals("ld") && i.has(".param") && parameter(k, i)) {
            return;
        }
        Shape natural = flow.effects[k].defs().isEmpty() ? Shape.VECTOR : shapes.result(k, 0);
        if (natural.scalar()) {
            guard(k, i, bail);
            if (onNumbers.write(i, natural)) {
                return;
            }
        } else if (onVectors.write(i) || shuffles.write(i)) {
            return;
        }
        interpreted(k);
    }

    private void guard(int k, Instruction i, Supplier<Label> bail) {
        Shapes.Guard g = shapes.guard(k);
        if (g == Shapes.Guard.NONE) {
            return;
        }
        Operand o = i.operands().get(1);
        int reach = (int) shapes.operand(o).reach();
        int count = shapes.operand(o).single() ? 1 : Values.VECTORS;
        for (int n = 0; n < count; n++) {
            v.number(o, n);
            if (g == Shapes.Guard.NOT_NEGATIVE) {
                c.iflt(bail.get());
                v.number(o, n);
                c.loadConstant(reach).iadd().iflt(bail.get());
            } else {
                c.loadConstant(reach);
                Emit.call(c, g == Shapes.Guard.SIGNED ? "wrapsSigned" : "wrapsUnsigned", ConstantDescs.CD_boolean,
                        ConstantDescs.CD_int, ConstantDescs.CD_int);
                c.ifne(bail.get());
            }
        }
    }

    private boolean parameter(int k, Instruction i) {
        if (!shapes.result(k, 0).isUniform() || !(i.operands().getFirst() instanceof Operand.Register d)
                || !(i.operands().get(1) instanceof Operand.Memory m)
                || !(m.base() instanceof Operand.Address a)) {
            return false;
        }
        boolean wide = i.type().endsWith("64");
        if (wide && !shapes.of(d).scalar()) {
            return false;
        }
        int at = (int) (flow.code.symbols().offset(a) + m.offset());
        int count = shapes.of(d).isUniform() ? 1 : Values.VECTORS;
        for (int n = 0; n < count; n++) {
            c.aload(v.block);
            Emit.grid(c, "parameters", Emit.of(byte[].class));
            c.loadConstant(at);
            if (wide) {
                Emit.call(c, "parameterLong", ConstantDescs.CD_long, Emit.of(byte[].class), ConstantDescs.CD_int);
                v.setWide(d, n);
            } else {
                Emit.call(c, "parameterInt", ConstantDescs.CD_int, Emit.of(byte[].class), ConstantDescs.CD_int);
                v.setNumber(d, n, 0);
            }
        }
        return true;
    }

    /** Has the interpreter's ops do it. */
    private void interpreted(int k) {
        Op[] own = flow.code.ops(k);
        Set<Integer> shown = new TreeSet<>();
        flow.effects[k].uses().forEach(u -> shown.add(u.index()));
        if (v.masked != null) {
            // The op leaves the other lanes as they are there.
            flow.effects[k].defs()
                    .stream()
                    .filter(d -> v.masked.kept().get(d.index()))
                    .forEach(d -> shown.add(d.index()));
        }
        shown.forEach(v::show);
        c.aload(v.warp).loadConstant(flow.code.segmentOf()[k]).loadConstant(flow.code.firstOp()[k]);
        Emit.at(c);
        if (v.masked != null) {
            c.aload(v.warp).iload(v.masked.mask()).putfield(Emit.WARP, "mask", ConstantDescs.CD_int);
        }
        c.aload(c.receiverSlot())
                .getfield(Emit.REGION, "ops", Emit.of(Op[][].class))
                .loadConstant(ops.size())
                .aaload()
                .aload(v.warp);
        ops.add(own);
        Emit.call(c, "run", ConstantDescs.CD_void, Emit.OPS, Emit.WARP);
        if (v.masked != null) {
            c.aload(v.warp).iconst_m1().putfield(Emit.WARP, "mask", ConstantDescs.CD_int);
        }
        for (Operand.Register d : flow.effects[k].defs()) {
            v.take(d.index());
        }
    }
}
