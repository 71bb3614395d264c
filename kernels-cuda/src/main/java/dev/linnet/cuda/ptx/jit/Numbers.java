package dev.linnet.cuda.ptx.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.linnet.cuda.ptx.machine.CompiledKernel;
import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/**
 * How compiled code keeps each register. A float register whose values all come out of arithmetic may hold any NaN in place of the
 * canonical one until somebody looks at its bits: arithmetic makes no difference between NaNs.
 */
final class Numbers {
    /** Single-precision arithmetic that is rounded to the nearest and nothing else. */
    static final Set<String> ARITHMETIC = Set.of("add.f32", "add.rn.f32", "sub.f32", "sub.rn.f32", "mul.f32",
            "mul.rn.f32", "fma.rn.f32", "mad.rn.f32", "div.rn.f32", "sqrt.rn.f32", "rcp.rn.f32");
    private static final Set<String> FLOATING = Set.of("mov.f32", "neg.f32", "abs.f32", "min.f32", "max.f32",
            "selp.f32");

    private final Flow flow;
    private final Shapes shapes;
    private final RegisterType[] types;
    private final boolean[] floating;
    private final boolean[] lazy;
    private final int[] rules;
    final List<CompiledKernel.Scalar> scalars = new ArrayList<>();
    int ints;
    int longs;

    Numbers(Flow flow, Shapes shapes, List<Operand.Register> registers) {
        this.flow = flow;
        this.shapes = shapes;
        int n = registers.size();
        types = new RegisterType[n];
        floating = new boolean[n];
        lazy = new boolean[n];
        rules = new int[n];
        for (Operand.Register r : registers) {
            types[r.index()] = r.type();
        }
        findFloats();
        int vectors = Lanes.COUNT / Lanes.IL;
        for (Operand.Register r : registers) {
            rules[r.index()] = -1;
            Shape s = shapes.of(r);
            Integer place = flow.code.places().get(r.index());
            if (s.scalar() && r.type() != RegisterType.PREDICATE && place != null) {
                boolean wide = r.type() == RegisterType.BITS64;
                rules[r.index()] = scalars.size();
                scalars.add(new CompiledKernel.Scalar(place, wide, s.single(), s.stride(), wide ? longs : ints));
                int count = s.single() ? 1 : vectors;
                ints += wide ? 0 : count;
                longs += wide ? count : 0;
            }
        }
    }

    private void findFloats() {
        boolean[] defined = new boolean[types.length];
        boolean[] computed = new boolean[types.length];
        Arrays.fill(floating, true);
        Arrays.fill(lazy, true);
        for (int k = 0; k < flow.body.size(); k++) {
            Instruction i = flow.body.get(k);
            boolean load = i.base().equals("ld") && i.type().equals("f32");
            if (!i.base().equals("st")) {
                for (Operand.Register u : flow.effects[k].uses()) {
                    computed[u.index()] = true;
                }
            }
            for (Operand.Register d : flow.effects[k].defs()) {
                defined[d.index()] = true;
                computed[d.index()] |= !i.base().equals("ld");
                floating[d.index()] &= load || ARITHMETIC.contains(i.opcode()) || FLOATING.contains(i.opcode())
                        || carries(i);
                lazy[d.index()] &= i.guard() == null
                        && (ARITHMETIC.contains(i.opcode()) || handsOn(i));
            }
        }
        for (int r = 0; r < types.length; r++) {
            // What is only loaded and stored stays words.
            boolean plain = defined[r] && computed[r] && types[r] == RegisterType.BITS32 && shapes.of(r).vector();
            floating[r] &= plain;
            lazy[r] &= floating[r];
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int k = 0; k < flow.body.size(); k++) {
                Instruction i = flow.body.get(k);
                if (carries(i) && i.operands().getFirst() instanceof Operand.Register d && floating[d.index()]
                        && !carried(i)) {
                    floating[d.index()] = false;
                    lazy[d.index()] = false;
                    changed = true;
                }
            }
        }
        changed = true;
        while (changed) {
            changed = false;
            for (int k = 0; k < flow.body.size(); k++) {
                Instruction i = flow.body.get(k);
                if (handsOn(i) && i.operands().getFirst() instanceof Operand.Register d && lazy[d.index()]
                        && !number(i.operands().get(source(i)))) {
                    lazy[d.index()] = false;
                    changed = true;
                }
            }
        }
    }

    /** Whether it only moves words of 32 bits. */
    private static boolean carries(Instruction i) {
        return switch (i.base()) {
            case "mov", "selp" -> i.type().equals("b32");
            case "shfl" -> true;
            default -> false;
        };
    }

    /** Whether it leaves each word as it is in one lane of its source. */
    private static boolean handsOn(Instruction i) {
        return i.opcode().equals("mov.f32") || (carries(i) && !i.base().equals("selp"));
    }

    /** Which operand it moves, or the first of those. */
    private static int source(Instruction i) {
        return i.base().equals("shfl") && i.operands().size() == 6 ? 2 : 1;
    }

    /** Whether the words that it moves are in registers whose vectors are of floats. */
    private boolean carried(Instruction i) {
        int from = source(i);
        int to = i.base().equals("selp") ? 2 : from;
        for (int n = from; n <= to; n++) {
            if (!(i.operands().get(n) instanceof Operand.Register r) || !floating[r.index()]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is a constant number, or a register that may be kept lazily. */
    private boolean number(Operand o) {
        return switch (o) {
            case Operand.Float32 f -> !Float.isNaN(Float.intBitsToFloat(f.bits()));
            case Operand.Register r -> lazy[r.index()];
            default -> false;
        };
    }

    boolean predicate(int register) {
        return types[register] == RegisterType.PREDICATE;
    }

    boolean wide(int register) {
        return types[register] == RegisterType.BITS64;
    }

    /** Whether its vectors are of floats. */
    boolean floating(int register) {
        return floating[register];
    }

    /** Whether its NaNs have to be made canonical before their bits are looked at. */
    boolean lazy(int register) {
        return lazy[register];
    }

    /** Where the interpreter keeps the registers whose NaNs may be any between regions. */
    int[] uncanonical() {
        int[] places = new int[lazy.length];
        int count = 0;
        for (int r = 0; r < lazy.length; r++) {
            Integer place = lazy[r] ? flow.code.places().get(r) : null;
            if (place != null) {
                places[count++] = place;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /** Whether it stays where the interpreter has it. */
    boolean resident(int register) {
        return !predicate(register) && wide(register) && !shapes.of(register).scalar();
    }

    /** Number of the register's rule; -1 when it has none. */
    int rule(int register) {
        return rules[register];
    }

    CompiledKernel.Scalar scalar(int register) {
        return scalars.get(rules[register]);
    }
}
