package dev.linnet.cuda.ptx.jit;

import java.lang.classfile.CodeBuilder;
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
    private final LaneComparisons comparisons;

    VectorArithmetic(Values v, NumberArithmetic numbers) {
        this.v = v;
        this.c = v.c;
        this.numbers = numbers;
        this.comparisons = new LaneComparisons(v, numbers);
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
        if (i.base().equals("setp")) {
            return comparisons.write(i, d);
        }
        switch (i.opcode()) {
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
                return false;
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

    private interface Each {
        void write(int k);
    }

    private static void each(Each body) {
        for (int k = 0; k < Values.VECTORS; k++) {
            body.write(k);
        }
    }
}
