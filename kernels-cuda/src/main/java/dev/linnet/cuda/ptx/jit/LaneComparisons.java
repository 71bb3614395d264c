package dev.linnet.cuda.ptx.jit;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.List;
import java.util.Set;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/** Byte code for comparisons whose results differ from lane to lane: a bit for each lane. */
final class LaneComparisons {
    private static final Set<String> FLOATS = Set.of("setp.eq.f32", "setp.lt.f32", "setp.le.f32", "setp.gt.f32",
            "setp.ge.f32", "setp.neu.f32", "setp.geu.f32", "setp.gtu.f32", "setp.leu.f32", "setp.ltu.f32");

    private final Values v;
    private final CodeBuilder c;
    private final NumberArithmetic numbers;

    LaneComparisons(Values v, NumberArithmetic numbers) {
        this.v = v;
        this.c = v.c;
        this.numbers = numbers;
    }

    /** Writes a {@code setp}; false where only the interpreter's op does it. */
    boolean write(Instruction i, Operand.Register d) {
        List<Operand> o = i.operands();
        if (o.size() != 3) {
            return false;
        }
        switch (i.type()) {
            case "f32" -> {
                if (!FLOATS.contains(i.opcode())) {
                    return false;
                }
                floats(i, d);
            }
            case "s32", "u32", "b32" -> {
                if (operator(i) == null || !word(o.get(1)) || !word(o.get(2))) {
                    return false;
                }
                ints(i, d);
            }
            case "s64", "u64", "b64" -> {
                if (operator(i) == null || !wide(o.get(1)) || !wide(o.get(2))) {
                    return false;
                }
                longs(i, d);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean word(Operand o) {
        return o instanceof Operand.Int || (o instanceof Operand.Register r && r.type() == RegisterType.BITS32)
                || (o instanceof Operand.Address && v.shapes.operand(o).scalar());
    }

    private boolean wide(Operand o) {
        return o instanceof Operand.Int
                || (o instanceof Operand.Register r && r.type() == RegisterType.BITS64 && v.shapes.of(r).scalar());
    }

    /** The relation in the vectors' terms; null for one between floats. */
    private static String operator(Instruction i) {
        String above = i.type().startsWith("u") ? "U" : "";
        return switch (i.modifier(0)) {
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
    }

    /** Numbers of 64 bits, which follow rules. */
    private void longs(Instruction i, Operand.Register d) {
        Operand a = i.operands().get(1);
        Operand b = i.operands().get(2);
        Shape first = v.shapes.operand(a);
        Shape second = v.shapes.operand(b);
        boolean whole = first.single() && second.single();
        String operator = operator(i);
        boolean unsigned = operator.startsWith("U");
        String relation = unsigned ? operator.substring(1) : operator;
        // What is greater, or less or equal, is less the other way round, or not less then.
        boolean equality = relation.equals("EQ") || relation.equals("NE");
        boolean turned = relation.equals("GT") || relation.equals("LE");
        boolean opposite = relation.equals("GE") || relation.equals("LE") || relation.equals("NE");
        for (int k = 0; k < (whole ? 1 : Values.VECTORS); k++) {
            for (Operand o : turned ? List.of(b, a) : List.of(a, b)) {
                v.wideNumber(o, k);
                if (unsigned) {
                    c.loadConstant(Long.MIN_VALUE).lxor();
                }
                c.loadConstant(v.shapes.operand(o).stride());
            }
            c.loadConstant(whole ? Lanes.COUNT : Lanes.IL);
            Emit.call(c, equality ? "equal" : "less", CD_int, CD_long, CD_long, CD_long, CD_long, CD_int);
            if (opposite) {
                c.loadConstant(whole ? -1 : vector()).ixor();
            }
            place(k);
        }
        v.setLanes(d);
    }

    private void floats(Instruction i, Operand.Register d) {
        List<Operand> o = i.operands();
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
    }

    private void ints(Instruction i, Operand.Register d) {
        List<Operand> o = i.operands();
        String operator = operator(i);
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
}
