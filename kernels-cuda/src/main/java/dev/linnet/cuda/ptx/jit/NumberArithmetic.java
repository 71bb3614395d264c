package dev.linnet.cuda.ptx.jit;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/** Byte code for what is worked out as one number for a vector of lanes, or for all of them: values whose lanes follow a rule, and predicates. */
final class NumberArithmetic {
    private final Values v;
    private final CodeBuilder c;

    NumberArithmetic(Values v) {
        this.v = v;
        this.c = v.c;
    }

    /** Writes an instruction whose result follows a rule; false where it is none of those. */
    boolean write(Instruction i, Shape natural) {
        if (i.operands().isEmpty() || !(i.operands().getFirst() instanceof Operand.Register d)
                || i.base().equals("ld")) {
            return false;
        }
        boolean wide = d.type() == RegisterType.BITS64;
        Shape to = v.shapes.of(d);
        if (wide && !to.scalar()) {
            return false;
        }
        int count = to.single() || d.type() == RegisterType.PREDICATE ? 1 : Values.VECTORS;
        for (int k = 0; k < count; k++) {
            if (d.type() == RegisterType.PREDICATE) {
                if (natural.value() != null) {
                    c.loadConstant(natural.value() != 0 ? -1 : 0);
                } else {
                    predicate(i);
                }
                v.setLanes(d);
            } else if (natural.value() != null) {
                if (wide) {
                    c.loadConstant((long) natural.value());
                    v.setWide(d, k);
                } else {
                    c.loadConstant((int) (long) natural.value());
                    v.setNumber(d, k, 0);
                }
            } else if (wide) {
                wide(i, k);
                v.setWide(d, k);
            } else {
                number(i, k);
                v.setNumber(d, k, (int) natural.stride());
            }
        }
        return true;
    }

    /** Writes an instruction on predicates; the lanes where it holds are left on the stack. */
    void predicate(Instruction i) {
        List<Operand> o = i.operands();
        switch (i.base()) {
            case "setp" -> {
                Label yes = c.newLabel();
                Label end = c.newLabel();
                jump(i, 0, yes);
                c.iconst_0().goto_(end).labelBinding(yes).iconst_m1().labelBinding(end);
            }
            case "mov" -> v.lanes(o.get(1));
            case "not" -> {
                v.lanes(o.get(1));
                c.iconst_m1().ixor();
            }
            default -> combine(i);
        }
    }

    private void combine(Instruction i) {
        v.lanes(i.operands().get(1));
        v.lanes(i.operands().get(2));
        switch (i.base()) {
            case "and" -> c.iand();
            case "or" -> c.ior();
            default -> c.ixor();
        }
    }

    /** Jumps where a comparison of numbers holds. */
    void jump(Instruction i, int k, Label yes) {
        List<Operand> o = i.operands();
        String relation = i.modifier(0);
        boolean unsigned = i.type().startsWith("u") || relation.equals("lo") || relation.equals("ls")
                || relation.equals("hi") || relation.equals("hs");
        if (i.type().endsWith("64")) {
            for (int s = 1; s <= 2; s++) {
                v.wideNumber(o.get(s), k);
                if (unsigned) {
                    c.loadConstant(Long.MIN_VALUE).lxor();
                }
            }
            c.lcmp();
            switch (relation) {
                case "eq" -> c.ifeq(yes);
                case "ne" -> c.ifne(yes);
                case "lt", "lo" -> c.iflt(yes);
                case "le", "ls" -> c.ifle(yes);
                case "gt", "hi" -> c.ifgt(yes);
                default -> c.ifge(yes);
            }
            return;
        }
        for (int s = 1; s <= 2; s++) {
            v.number(o.get(s), k);
            if (unsigned) {
                c.loadConstant(Integer.MIN_VALUE).ixor();
            }
        }
        switch (relation) {
            case "eq" -> c.if_icmpeq(yes);
            case "ne" -> c.if_icmpne(yes);
            case "lt", "lo" -> c.if_icmplt(yes);
            case "le", "ls" -> c.if_icmple(yes);
            case "gt", "hi" -> c.if_icmpgt(yes);
            default -> c.if_icmpge(yes);
        }
    }

    private void number(Instruction i, int k) {
        List<Operand> o = i.operands();
        switch (i.base()) {
            case "mov", "cvta" -> v.number(o.get(1), k);
            case "cvt" -> {
                v.wideNumber(o.get(1), k);
                c.l2i();
            }
            case "not" -> {
                v.number(o.get(1), k);
                c.iconst_m1().ixor();
            }
            case "neg" -> {
                v.number(o.get(1), k);
                c.ineg();
            }
            case "selp" -> {
                Label no = c.newLabel();
                Label end = c.newLabel();
                v.lanes(o.get(3));
                c.ifeq(no);
                v.number(o.get(1), k);
                c.goto_(end).labelBinding(no);
                v.number(o.get(2), k);
                c.labelBinding(end);
            }
            case "min", "max" -> {
                boolean unsigned = i.type().startsWith("u");
                for (int s = 1; s <= 2; s++) {
                    v.number(o.get(s), k);
                    if (unsigned) {
                        c.loadConstant(Integer.MIN_VALUE).ixor();
                    }
                }
                c.invokestatic(Emit.of(Math.class), i.base(), Emit.type(CD_int,
                        CD_int, CD_int));
                if (unsigned) {
                    c.loadConstant(Integer.MIN_VALUE).ixor();
                }
            }
            default -> {
                v.number(o.get(1), k);
                v.number(o.get(2), k);
                switch (i.base()) {
                    case "add" -> c.iadd();
                    case "sub" -> c.isub();
                    case "mul" -> c.imul();
                    case "mad" -> {
                        c.imul();
                        v.number(o.get(3), k);
                        c.iadd();
                    }
                    case "and" -> c.iand();
                    case "or" -> c.ior();
                    case "xor" -> c.ixor();
                    case "shl" -> c.ishl();
                    case "shr" -> {
                        if (i.type().startsWith("s")) {
                            c.ishr();
                        } else {
                            c.iushr();
                        }
                    }
                    default -> throw new Declined("no rule for " + i.text());
                }
            }
        }
    }

    private void wide(Instruction i, int k) {
        List<Operand> o = i.operands();
        switch (i.base()) {
            case "mov", "cvta" -> v.wideNumber(o.get(1), k);
            case "cvt" -> widened(i, o.get(1), k);
            case "not" -> {
                v.wideNumber(o.get(1), k);
                c.loadConstant(-1L).lxor();
            }
            case "neg" -> {
                v.wideNumber(o.get(1), k);
                c.lneg();
            }
            case "selp" -> {
                Label no = c.newLabel();
                Label end = c.newLabel();
                v.lanes(o.get(3));
                c.ifeq(no);
                v.wideNumber(o.get(1), k);
                c.goto_(end).labelBinding(no);
                v.wideNumber(o.get(2), k);
                c.labelBinding(end);
            }
            case "min", "max" -> {
                boolean unsigned = i.type().startsWith("u");
                for (int s = 1; s <= 2; s++) {
                    v.wideNumber(o.get(s), k);
                    if (unsigned) {
                        c.loadConstant(Long.MIN_VALUE).lxor();
                    }
                }
                c.invokestatic(Emit.of(Math.class), i.base(), Emit.type(CD_long,
                        CD_long, CD_long));
                if (unsigned) {
                    c.loadConstant(Long.MIN_VALUE).lxor();
                }
            }
            case "shl", "shr" -> {
                v.wideNumber(o.get(1), k);
                v.number(o.get(2), k);
                if (i.base().equals("shl")) {
                    c.lshl();
                } else if (i.type().startsWith("s")) {
                    c.lshr();
                } else {
                    c.lushr();
                }
            }
            default -> {
                boolean widens = i.has(".wide");
                if (widens) {
                    widened(i, o.get(1), k);
                    widened(i, o.get(2), k);
                } else {
                    v.wideNumber(o.get(1), k);
                    v.wideNumber(o.get(2), k);
                }
                switch (i.base()) {
                    case "add" -> c.ladd();
                    case "sub" -> c.lsub();
                    case "mul" -> c.lmul();
                    case "mad" -> {
                        c.lmul();
                        v.wideNumber(o.get(3), k);
                        c.ladd();
                    }
                    case "and" -> c.land();
                    case "or" -> c.lor();
                    case "xor" -> c.lxor();
                    default -> throw new Declined("no rule for " + i.text());
                }
            }
        }
    }

    private void widened(Instruction i, Operand o, int k) {
        v.number(o, k);
        c.i2l();
        if (i.type().startsWith("u")) {
            c.loadConstant(0xffffffffL).land();
        }
    }
}
