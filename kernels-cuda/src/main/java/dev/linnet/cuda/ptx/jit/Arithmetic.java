package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/** Byte code for what computes. */
final class Arithmetic {
    private final Values v;
    private final CodeBuilder c;

    Arithmetic(Values v) {
        this.v = v;
        this.c = v.c;
    }

    /** Writes an instruction whose result follows a rule; false where it is none of those. */
    boolean numbers(Instruction i, Shape natural) {
        if (i.operands().isEmpty() || !(i.operands().getFirst() instanceof Operand.Register d)
                || i.base().equals("ld")) {
            return false;
        }
        boolean wide = d.type() == RegisterType.BITS64;
        Shape to = v.shapes.of(d);
        if (wide && !to.scalar()) {
            return false;
        }
        int count = to.isUniform() || d.type() == RegisterType.PREDICATE ? 1 : Values.VECTORS;
        for (int k = 0; k < count; k++) {
            if (d.type() == RegisterType.PREDICATE) {
                predicate(i);
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

    private void predicate(Instruction i) {
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
    private void jump(Instruction i, int k, Label yes) {
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
                c.invokestatic(Emit.of(Math.class), i.base(), Emit.type(java.lang.constant.ConstantDescs.CD_int,
                        java.lang.constant.ConstantDescs.CD_int, java.lang.constant.ConstantDescs.CD_int));
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
                c.invokestatic(Emit.of(Math.class), i.base(), Emit.type(java.lang.constant.ConstantDescs.CD_long,
                        java.lang.constant.ConstantDescs.CD_long, java.lang.constant.ConstantDescs.CD_long));
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

    /** Writes an instruction on vectors of 32-bit lanes; false where only the interpreter's op does it. */
    boolean vectors(Instruction i) {
        List<Operand> o = i.operands();
        if (i.guard() != null || o.isEmpty() || !(o.getFirst() instanceof Operand.Register d)
                || d.type() == RegisterType.BITS64
                || d.type() == RegisterType.BITS16) {
            return false;
        }
        if (Numbers.ARITHMETIC.contains(i.opcode())) {
            each(k -> arithmetic(i, d, k));
            return true;
        }
        switch (i.opcode()) {
            case "setp.eq.f32", "setp.lt.f32", "setp.le.f32", "setp.gt.f32", "setp.ge.f32", "setp.neu.f32",
                    "setp.geu.f32", "setp.gtu.f32", "setp.leu.f32", "setp.ltu.f32" -> {
                return compareFloats(i, d);
            }
            case "neg.f32", "abs.f32" -> each(k -> {
                v.ints(o.get(1), k);
                Emit.lanewise(c, i.base().equals("neg") ? "XOR" : "AND",
                        i.base().equals("neg") ? Integer.MIN_VALUE : Integer.MAX_VALUE);
                v.setInts(d, k);
            });
            case "min.f32", "max.f32" -> {
                if (o.size() != 3) {
                    return false;
                }
                each(k -> {
                    v.floats(o.get(1), k, false);
                    v.floats(o.get(2), k, false);
                    Emit.call(c, i.base(), Emit.FLOAT_VECTOR, Emit.FLOAT_VECTOR, Emit.FLOAT_VECTOR);
                    v.setFloats(d, k, true);
                });
            }
            case "mov.f32", "mov.b32", "mov.u32", "mov.s32" -> {
                if (o.get(1) instanceof Operand.Tuple || !(word(o.get(1)) || shaped(o.get(1)))) {
                    return false;
                }
                copy(o.get(1), d);
            }
            case "selp.b32", "selp.f32", "selp.u32", "selp.s32" -> {
                if (!word(o.get(1)) || !word(o.get(2))) {
                    return false;
                }
                each(k -> {
                    v.ints(o.get(1), k);
                    v.ints(o.get(2), k);
                    v.lanes(o.get(3));
                    if (k > 0) {
                        c.loadConstant(k * Lanes.IL).iushr();
                    }
                    Emit.select(c, false);
                    v.setInts(d, k);
                });
            }
            case "and.pred", "or.pred", "xor.pred", "not.pred", "mov.pred" -> {
                predicate(i);
                v.setLanes(d);
            }
            default -> {
                return integers(i, d);
            }
        }
        return true;
    }

    private boolean word(Operand o) {
        return (o instanceof Operand.Register r && r.type() == RegisterType.BITS32) || o instanceof Operand.Int
                || o instanceof Operand.Float32;
    }

    private boolean shaped(Operand o) {
        return !(o instanceof Operand.Float64) && v.shapes.operand(o).scalar();
    }

    private void copy(Operand from, Operand.Register d) {
        each(k -> {
            if (v.numbers.lazy(d.index())) {
                v.floats(from, k, false);
                v.setFloats(d, k, true);
            } else {
                v.ints(from, k);
                v.setInts(d, k);
            }
        });
    }

    private boolean integers(Instruction i, Operand.Register d) {
        List<Operand> o = i.operands();
        for (int k = 1; k < o.size(); k++) {
            if (!word(o.get(k)) && !(o.get(k) instanceof Operand.Address && shaped(o.get(k)))) {
                return false;
            }
        }
        switch (i.opcode()) {
            case "add.s32", "add.u32" -> binary(i, d, "add");
            case "sub.s32", "sub.u32" -> binary(i, d, "sub");
            case "mul.lo.s32", "mul.lo.u32" -> binary(i, d, "mul");
            case "min.s32" -> binary(i, d, "min");
            case "max.s32" -> binary(i, d, "max");
            case "and.b32" -> binary(i, d, "and");
            case "or.b32" -> binary(i, d, "or");
            case "mad.lo.s32", "mad.lo.u32" -> each(k -> {
                v.ints(o.get(1), k);
                v.ints(o.get(2), k);
                Emit.binary(c, false, "mul");
                v.ints(o.get(3), k);
                Emit.binary(c, false, "add");
                v.setInts(d, k);
            });
            case "xor.b32" -> each(k -> {
                v.ints(o.get(1), k);
                Emit.xorOperator(c);
                v.ints(o.get(2), k);
                Emit.lanewise(c);
                v.setInts(d, k);
            });
            case "not.b32" -> each(k -> {
                v.ints(o.get(1), k);
                Emit.lanewise(c, "XOR", -1);
                v.setInts(d, k);
            });
            case "shl.b32", "shr.u32", "shr.b32", "shr.s32" -> {
                if (!(o.get(2) instanceof Operand.Int n) || n.value() < 0 || n.value() > 31) {
                    return false;
                }
                String by = i.base().equals("shl") ? "LSHL" : i.type().startsWith("s") ? "ASHR" : "LSHR";
                each(k -> {
                    v.ints(o.get(1), k);
                    Emit.lanewise(c, by, (int) n.value());
                    v.setInts(d, k);
                });
            }
            default -> {
                return compareInts(i, d);
            }
        }
        return true;
    }

    private void binary(Instruction i, Operand.Register d, String name) {
        each(k -> {
            v.ints(i.operands().get(1), k);
            v.ints(i.operands().get(2), k);
            Emit.binary(c, false, name);
            v.setInts(d, k);
        });
    }

    private void arithmetic(Instruction i, Operand.Register d, int k) {
        List<Operand> o = i.operands();
        String base = i.base();
        if (base.equals("rcp")) {
            v.floats(new Operand.Float32(Float.floatToRawIntBits(1)), k, false);
            v.floats(o.get(1), k, false);
            Emit.binary(c, true, "div");
        } else if (base.equals("sqrt")) {
            v.floats(o.get(1), k, false);
            Emit.unary(c, true, "sqrt");
        } else {
            v.floats(o.get(1), k, false);
            v.floats(o.get(2), k, false);
            if (base.equals("fma") || base.equals("mad")) {
                v.floats(o.get(3), k, false);
                Emit.fma(c);
            } else {
                Emit.binary(c, true, base);
            }
        }
        v.setFloats(d, k, false);
    }

    private boolean compareFloats(Instruction i, Operand.Register d) {
        List<Operand> o = i.operands();
        if (o.size() != 3) {
            return false;
        }
        String relation = i.modifier(0);
        // What lets NaN through is the opposite of what does not.
        boolean opposite = relation.endsWith("u");
        String operator = switch (relation) {
            case "eq", "neu" -> "EQ";
            case "lt", "geu" -> "LT";
            case "le", "gtu" -> "LE";
            case "gt", "leu" -> "GT";
            default -> "GE";
        };
        for (int k = 0; k < Values.VECTORS; k++) {
            v.floats(o.get(1), k, false);
            Emit.comparison(c, operator);
            v.floats(o.get(2), k, false);
            Emit.compare(c, true);
            place(k);
        }
        if (opposite) {
            c.iconst_m1().ixor();
        }
        v.setLanes(d);
        return true;
    }

    private boolean compareInts(Instruction i, Operand.Register d) {
        List<Operand> o = i.operands();
        if (!i.base().equals("setp") || o.size() != 3 || i.type().length() != 3 || !i.type().endsWith("32")
                || i.type().startsWith("f")) {
            return false;
        }
        String relation = i.modifier(0);
        String above = i.type().startsWith("u") ? "U" : "";
        String operator = switch (relation) {
            case "eq" -> "EQ";
            case "ne" -> "NE";
            case "lt" -> above + "LT";
            case "le" -> above + "LE";
            case "gt" -> above + "GT";
            case "ge" -> above + "GE";
            case "lo" -> "ULT";
            case "ls" -> "ULE";
            case "hi" -> "UGT";
            case "hs" -> "UGE";
            default -> null;
        };
        if (operator == null) {
            return false;
        }
        boolean flat = v.shapes.operand(o.get(1)).flat() && v.shapes.operand(o.get(2)).flat();
        for (int k = 0; k < Values.VECTORS; k++) {
            if (flat) {
                Label yes = c.newLabel();
                Label end = c.newLabel();
                jump(i, k, yes);
                c.iconst_0().goto_(end).labelBinding(yes);
                c.loadConstant(Lanes.IL == 32 ? -1 : (1 << Lanes.IL) - 1).labelBinding(end);
            } else {
                v.ints(o.get(1), k);
                Emit.comparison(c, operator);
                v.ints(o.get(2), k);
                Emit.compare(c, false);
            }
            place(k);
        }
        v.setLanes(d);
        return true;
    }

    /** Takes a vector's lanes to their place among the warp's. */
    private void place(int k) {
        if (k > 0) {
            c.loadConstant(k * Lanes.IL).ishl().ior();
        }
    }

    private interface Each {
        void write(int k);
    }

    private static void each(Each body) {
        for (int k = 0; k < Values.VECTORS; k++) {
            body.write(k);
        }
    }
}
