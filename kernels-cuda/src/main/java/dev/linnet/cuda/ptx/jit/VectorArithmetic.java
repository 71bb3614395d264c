package dev.linnet.cuda.ptx.jit;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/** Byte code for what is worked out in vectors of lanes. */
final class VectorArithmetic {
    private final Values v;
    private final CodeBuilder c;
    private final NumberArithmetic numbers;

    VectorArithmetic(Values v, NumberArithmetic numbers) {
        this.v = v;
        this.c = v.c;
        this.numbers = numbers;
    }

    /** Writes an instruction on vectors of 32-bit lanes; false where only the interpreter's op does it. */
    boolean write(Instruction i) {
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
                boolean floats = v.floating(d);
                each(k -> {
                    for (int n = 1; n <= 2; n++) {
                        if (floats) {
                            v.floats(o.get(n), k, true);
                        } else {
                            v.ints(o.get(n), k);
                        }
                    }
                    v.lanes(o.get(3));
                    if (k > 0) {
                        c.loadConstant(k * Lanes.IL).iushr();
                    }
                    Emit.select(c, floats);
                    if (floats) {
                        v.setFloats(d, k, true);
                    } else {
                        v.setInts(d, k);
                    }
                });
            }
            case "and.pred", "or.pred", "xor.pred", "not.pred", "mov.pred" -> {
                numbers.predicate(i);
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
            if (v.floating(d)) {
                v.floats(from, k, !v.numbers.lazy(d.index()));
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
        Shape first = v.shapes.operand(o.get(1));
        Shape second = v.shapes.operand(o.get(2));
        boolean flat = first.flat() && second.flat();
        boolean whole = first.single() && second.single();
        Label known = c.newLabel();
        if (whole) {
            alike(i, operator, 0, -1, known);
        }
        for (int k = 0; k < Values.VECTORS; k++) {
            if (flat) {
                Label yes = c.newLabel();
                Label end = c.newLabel();
                numbers.jump(i, k, yes);
                c.iconst_0().goto_(end).labelBinding(yes);
                c.loadConstant(vector()).labelBinding(end);
            } else {
                Label end = c.newLabel();
                if (!whole) {
                    alike(i, operator, k, vector(), end);
                }
                v.ints(o.get(1), k);
                Emit.comparison(c, operator);
                v.ints(o.get(2), k);
                Emit.compare(c, false);
                c.labelBinding(end);
            }
            place(k);
        }
        c.labelBinding(known);
        v.setLanes(d);
        return true;
    }

    /** The mask of all lanes of a vector. */
    private static int vector() {
        return Lanes.IL == Lanes.COUNT ? -1 : (1 << Lanes.IL) - 1;
    }

    /** Where numbers grow from lane to lane and are compared with one, the first and the last mostly tell what all lanes give. */
    private void alike(Instruction i, String operator, int k, int all, Label end) {
        Operand grows = i.operands().get(1);
        Shape shape = v.shapes.operand(grows);
        boolean unsigned = operator.startsWith("U");
        String relation = unsigned ? operator.substring(1) : operator;
        boolean least = relation.equals("LT") || relation.equals("GE");
        if (!shape.scalar() || shape.stride() <= 0 || shape.stride() > 1 << 20
                || !v.shapes.operand(i.operands().get(2)).flat() || relation.equals("EQ") || relation.equals("NE")) {
            return;
        }
        boolean below = relation.startsWith("L");
        Label different = c.newLabel();
        Label notBelow = c.newLabel();
        ordered(grows, k, unsigned);
        ordered(i.operands().get(2), k, unsigned);
        c.loadConstant((int) shape.reach());
        Emit.call(c, least ? "allBelow" : "allAtMost", CD_boolean, CD_int, CD_int, CD_int);
        c.ifeq(notBelow).loadConstant(below ? all : 0).goto_(end).labelBinding(notBelow);
        ordered(grows, k, unsigned);
        c.loadConstant((int) shape.reach());
        Emit.call(c, "wrapsSigned", CD_boolean, CD_int, CD_int);
        c.ifne(different);
        ordered(grows, k, unsigned);
        ordered(i.operands().get(2), k, unsigned);
        if (least) {
            c.if_icmplt(different);
        } else {
            c.if_icmple(different);
        }
        c.loadConstant(below ? 0 : all).goto_(end).labelBinding(different);
    }

    /** Pushes a number so that signed ones are in the order of what it stands for. */
    private void ordered(Operand o, int k, boolean unsigned) {
        v.number(o, k);
        if (unsigned) {
            c.loadConstant(Integer.MIN_VALUE).ixor();
        }
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
