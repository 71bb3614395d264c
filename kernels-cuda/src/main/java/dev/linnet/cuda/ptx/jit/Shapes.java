package dev.linnet.cuda.ptx.jit;

import java.util.Arrays;
import java.util.List;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;
import dev.linnet.cuda.ptx.parse.RegisterType;

/**
 * Finds the shape of every register, whatever place of the program one looks at: what it has joined over all instructions that write
 * it. Holds for warps whose lanes are all at the same place, which is where compiled code runs.
 */
final class Shapes {
    /** What compiled code has to look at before an instruction's shape is right; else the interpreter takes over. */
    enum Guard {
        /** Nothing. */
        NONE,
        /** The 32-bit source must not wrap around as a signed number within a vector. */
        SIGNED,
        /** The same as an unsigned number. */
        UNSIGNED,
        /** The source must not be negative anywhere. */
        NOT_NEGATIVE
    }

    private static final int L = Lanes.IL;
    /** One more from each lane of a warp to the next, where the first one's is a multiple of their number. */
    private static final Shape LANE = Shape.scalar(Shape.Kind.LINEAR, 1, Integer.numberOfTrailingZeros(Lanes.COUNT));
    /** So often all instructions are looked at before ranges that still grow are given up. */
    private static final int PASSES = 4;

    private final Flow flow;
    private final int blockX;
    private final int blockY;
    private final int blockZ;
    private final Shape[] shapes;
    private final Guard[] guards;
    private final Range[] ranges;
    private final boolean[] masked;

    /**
     * For blocks of one shape.
     *
     * @param masked for each instruction whether some lanes of a warp may be elsewhere when it runs and come back to where its result is still needed
     */
    Shapes(Flow flow, int registers, int blockX, int blockY, int blockZ, boolean[] masked) {
        this.flow = flow;
        this.blockX = blockX;
        this.blockY = blockY;
        this.blockZ = blockZ;
        this.masked = masked;
        this.shapes = new Shape[registers];
        Arrays.fill(shapes, Shape.NONE);
        this.guards = new Guard[flow.body.size()];
        this.ranges = new Range[registers];
        Arrays.fill(ranges, Range.NONE);
        // When each register was last found to be more than before, and each instruction was last looked at.
        int[] grown = new int[registers];
        int[] seen = new int[guards.length];
        int now = 0;
        boolean changed = true;
        for (int pass = 0; changed; pass++) {
            changed = false;
            for (int k = 0; k < guards.length; k++) {
                if (pass > 0 && !grown(flow.effects[k].uses(), grown, seen[k])) {
                    continue;
                }
                seen[k] = ++now;
                List<Operand.Register> defs = flow.effects[k].defs();
                for (int d = 0; d < defs.size(); d++) {
                    Range wider = ranges[defs.get(d).index()].join(d == 0 ? range(k) : Range.ALL);
                    if (!wider.equals(ranges[defs.get(d).index()])) {
                        // What still grows grows in a loop.
                        ranges[defs.get(d).index()] = pass > PASSES ? Range.ALL : wider;
                        grown[defs.get(d).index()] = now;
                        changed = true;
                    }
                    Shape joined = shapes[defs.get(d).index()].join(result(k, d));
                    if (!joined.equals(shapes[defs.get(d).index()])) {
                        shapes[defs.get(d).index()] = joined;
                        grown[defs.get(d).index()] = now;
                        changed = true;
                    }
                }
            }
        }
    }

    /** Whether one of the registers has become more since then, or then. */
    private static boolean grown(List<Operand.Register> registers, int[] grown, int since) {
        for (int n = 0; n < registers.size(); n++) {
            if (grown[registers.get(n).index()] >= since) {
                return true;
            }
        }
        return false;
    }

    int blockX() {
        return blockX;
    }

    int blockY() {
        return blockY;
    }

    /** Whether blocks have one dimension. */
    boolean line() {
        return blockY == 1 && blockZ == 1;
    }

    Shape of(Operand.Register r) {
        return shapes[r.index()];
    }

    Shape of(int register) {
        return shapes[register];
    }

    /** Whether a branch under a predicate is always taken, or never; null where that depends. */
    Boolean taken(Instruction i) {
        Long value = of(i.guard()).value();
        return value == null ? null : Boolean.valueOf((value == 0) == i.guard().negated());
    }

    /** The instructions that may come next for what is known. */
    List<Integer> successors(int k) {
        Instruction i = flow.body.get(k);
        Boolean always = (i.base().equals("bra") && i.guard() != null) ? taken(i) : null;
        if (always == null) {
            return flow.successors(k);
        }
        return List.of(always ? flow.target(i) : k + 1);
    }

    Guard guard(int k) {
        return guards[k];
    }

    /** What an instruction by itself makes of its sources. */
    Shape result(int k, int d) {
        Instruction i = flow.body.get(k);
        guards[k] = Guard.NONE;
        if (i.guard() != null || masked[k]) {
            return Shape.VECTOR;
        }
        Shape s = d > 0 && !i.base().equals("ld") ? Shape.VECTOR : transfer(k, i);
        if (d == 0 && i.base().equals("setp")) {
            Long always = Range.compared(i, this::range);
            if (always != null) {
                return Shape.constant(always);
            }
        } else if (d == 0 && !s.none() && range(k).single()) {
            guards[k] = Guard.NONE;
            return Shape.constant(range(k).low());
        }
        if (s.none() && flow.effects[k].uses().isEmpty()) {
            return Shape.VECTOR;
        }
        return s;
    }

    private Range range(int k) {
        return flow.body.get(k).guard() != null || masked[k] ? Range.ALL : Range.result(flow.body.get(k), this::range);
    }

    private Range range(Operand o) {
        return switch (o) {
            case Operand.Register r -> ranges[r.index()];
            case Operand.Int n -> Range.of(n.value());
            case Operand.Special s -> switch (s.name()) {
                case "%tid.x" -> new Range(0, blockX - 1L);
                case "%tid.y" -> new Range(0, blockY - 1L);
                case "%tid.z" -> new Range(0, blockZ - 1L);
                case "%laneid" -> new Range(0, Lanes.COUNT - 1L);
                case "%ntid.x" -> Range.of(blockX);
                case "%ntid.y" -> Range.of(blockY);
                case "%ntid.z" -> Range.of(blockZ);
                case "%ctaid.x", "%ctaid.y", "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z" -> new Range(0,
                        Integer.MAX_VALUE);
                default -> Range.ALL;
            };
            default -> Range.ALL;
        };
    }

    Shape operand(Operand o) {
        return switch (o) {
            case Operand.Register r ->
                r.negated() && r.type() == RegisterType.PREDICATE ? of(r).join(Shape.UNIFORM) : of(r);
            case Operand.Int n -> Shape.constant(n.value());
            case Operand.Float32 f -> Shape.constant(f.bits());
            case Operand.Float64 f -> Shape.constant(f.bits());
            case Operand.Special s -> special(s.name());
            case Operand.Address a -> flow.code.symbols().framed(a.variable())
                    ? Shape.VECTOR
                    : Shape.constant(flow.code.symbols().offset(a));
            default -> Shape.VECTOR;
        };
    }

    private Shape special(String name) {
        boolean rows = blockX % L == 0;
        return switch (name) {
            case "%tid.x" -> line() || blockX % Lanes.COUNT == 0
                    ? LANE
                    : rows ? Shape.affine(1, Integer.numberOfTrailingZeros(L)) : Shape.VECTOR;
            case "%tid.y" -> blockY == 1
                    ? Shape.constant(0)
                    : blockX % Lanes.COUNT == 0 ? Shape.UNIFORM : rows ? Shape.affine(0, 0) : Shape.VECTOR;
            case "%tid.z" -> blockZ == 1
                    ? Shape.constant(0)
                    : blockX % Lanes.COUNT == 0 ? Shape.UNIFORM : rows ? Shape.affine(0, 0) : Shape.VECTOR;
            case "%laneid" -> LANE;
            case "%ntid.x" -> Shape.constant(blockX);
            case "%ntid.y" -> Shape.constant(blockY);
            case "%ntid.z" -> Shape.constant(blockZ);
            case "%ctaid.x", "%ctaid.y", "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z", "%warpid" -> Shape.UNIFORM;
            default -> Shape.VECTOR;
        };
    }

    private Shape transfer(int k, Instruction i) {
        List<Operand> o = i.operands();
        String type = i.type();
        boolean small = type.endsWith("16") || type.endsWith("8");
        if (i.base().equals("ld")) {
            return load(i);
        }
        if (small || type.endsWith("x2") || i.has(".sat") || i.has(".cc")) {
            return Shape.VECTOR;
        }
        boolean integer = type.startsWith("u") || type.startsWith("s") || type.startsWith("b");
        return switch (i.base()) {
            case "mov" -> o.get(0) instanceof Operand.Register && !(o.get(1) instanceof Operand.Tuple)
                    && !(type.endsWith("64") && o.get(1) instanceof Operand.Special)
                    && !(type.endsWith("32") && o.get(1) instanceof Operand.Float64)
                            ? operand(o.get(1))
                            : Shape.VECTOR;
            case "cvta" -> i.has(".global") && type.endsWith("64") ? operand(o.get(1)) : Shape.VECTOR;
            case "add" -> integer ? ShapeArithmetic.sum(operand(o.get(1)), operand(o.get(2)), 1) : Shape.VECTOR;
            case "sub" -> integer ? ShapeArithmetic.sum(operand(o.get(1)), operand(o.get(2)), -1) : Shape.VECTOR;
            case "mul" -> !integer
                    ? Shape.VECTOR
                    : i.has(".wide")
                            ? ShapeArithmetic.product(widened(k, i, operand(o.get(1))), operand(o.get(2)), i)
                            : i.has(".lo")
                                    ? ShapeArithmetic.product(operand(o.get(1)), operand(o.get(2)), i)
                                    : Shape.VECTOR;
            case "mad" -> !integer
                    ? Shape.VECTOR
                    : i.has(".wide")
                            ? ShapeArithmetic.sum(
                                    ShapeArithmetic.product(widened(k, i, operand(o.get(1))), operand(o.get(2)), i),
                                    operand(o.get(3)), 1)
                            : i.has(".lo")
                                    ? ShapeArithmetic.sum(
                                            ShapeArithmetic.product(operand(o.get(1)), operand(o.get(2)), i),
                                            operand(o.get(3)), 1)
                                    : Shape.VECTOR;
            case "shl" -> ShapeArithmetic.shiftLeft(operand(o.get(1)), operand(o.get(2)), bits(type));
            case "shr" -> shiftRight(k, operand(o.get(1)), operand(o.get(2)), type);
            case "and", "or", "xor" -> type.equals("pred")
                    ? ShapeArithmetic.flat(operand(o.get(1)), operand(o.get(2)))
                    : ShapeArithmetic.logic(i.base(), operand(o.get(1)), operand(o.get(2)));
            case "not" -> ShapeArithmetic.flat(operand(o.get(1)), Shape.UNIFORM);
            case "neg" -> integer ? ShapeArithmetic.sum(Shape.constant(0), operand(o.get(1)), -1) : Shape.VECTOR;
            case "min", "max" -> integer && !i.has(".relu")
                    ? ShapeArithmetic.flat(operand(o.get(1)), operand(o.get(2)))
                    : Shape.VECTOR;
            case "cvt" -> convert(k, i, operand(o.get(1)));
            case "setp" -> {
                Shape both = ShapeArithmetic.flat(operand(o.get(1)), operand(o.get(2)));
                yield integer && !combined(i) && (both.isUniform() || both.none()) && o.size() == 3
                        ? both
                        : Shape.VECTOR;
            }
            case "selp" -> {
                Shape p = operand(o.get(3));
                Shape both = operand(o.get(1)).join(operand(o.get(2)));
                yield p.none() || both.none()
                        ? Shape.NONE
                        : p.isUniform() && both.scalar()
                                ? new Shape(both.kind(), both.stride(), both.align(), null)
                                : Shape.VECTOR;
            }
            default -> Shape.VECTOR;
        };
    }

    private static boolean combined(Instruction i) {
        return i.has(".and") || i.has(".or") || i.has(".xor");
    }

    private static int bits(String type) {
        return type.endsWith("64") ? 64 : 32;
    }

    private Shape load(Instruction i) {
        String type = i.type();
        if (!(i.operands().get(1) instanceof Operand.Memory m) || i.has(".volatile") || i.has(".acquire")
                || i.has(".relaxed") || i.has(".mmio")) {
            return Shape.VECTOR;
        }
        if (i.has(".param")) {
            boolean own = m.base() instanceof Operand.Address a && flow.code.symbols().kernelParameter(a.variable());
            return own && (bits32(type) || type.endsWith("64")) && i.operands().getFirst() instanceof Operand.Register r
                    && (r.type() == RegisterType.BITS64) == type.endsWith("64")
                            ? Shape.UNIFORM
                            : Shape.VECTOR;
        }
        if (!bits32(type) || !(i.has(".shared") || i.has(".global")) || wide(i.operands().getFirst())) {
            return Shape.VECTOR;
        }
        Shape a = operand(m.base());
        return a.none() ? Shape.NONE : a.flat() ? new Shape(a.kind(), 0, 0, null) : Shape.VECTOR;
    }

    static boolean bits32(String type) {
        return type.equals("f32") || type.equals("u32") || type.equals("s32") || type.equals("b32");
    }

    private static boolean wide(Operand to) {
        for (Operand o : to instanceof Operand.Tuple t ? t.items() : List.of(to)) {
            if (!(o instanceof Operand.Register r && r.type() == RegisterType.BITS32)) {
                return true;
            }
        }
        return false;
    }

    /** A 32-bit source as a 64-bit number: its lanes must not wrap around. */
    private Shape widened(int k, Instruction i, Shape a) {
        boolean signed = i.type().startsWith("s");
        if (a.value() != null) {
            return Shape.constant(signed ? (int) (long) a.value() : a.value() & 0xffffffffL);
        }
        Range known = range(i.operands().get(1));
        if (a.scalar() && !a.fits() && !(known.wrapsNot() && (signed || known.low() >= 0))) {
            guards[k] = signed ? Guard.SIGNED : Guard.UNSIGNED;
        }
        return a;
    }

    private Shape convert(int k, Instruction i, Shape a) {
        if (a.none()) {
            return Shape.NONE;
        }
        if (!a.scalar()) {
            return Shape.VECTOR;
        }
        return switch (i.opcode()) {
            case "cvt.s64.s32", "cvt.u64.u32", "cvt.s64.u32", "cvt.u64.s32" -> {
                Shape w = widened(k, i, a);
                yield w.value() != null ? w : new Shape(w.kind(), w.stride(), Math.min(w.align(), 31), null);
            }
            case "cvt.u32.u64", "cvt.u32.s64", "cvt.s32.u64", "cvt.s32.s64" -> new Shape(a.kind(),
                    a.stride(), Math.min(a.align(), 31), null);
            default -> Shape.VECTOR;
        };
    }

    private Shape shiftRight(int k, Shape a, Shape n, String type) {
        if (a.none() || n.none()) {
            return Shape.NONE;
        }
        if (!a.scalar() || n.value() == null || n.value() < 0 || n.value() >= bits(type)) {
            return Shape.VECTOR;
        }
        int by = (int) (long) n.value();
        if (a.value() != null && a.value() == 0) {
            return a;
        }
        if (a.stride() == 0) {
            return new Shape(a.kind(), 0, Math.max(0, Math.min(a.align(), 31) - by), null);
        }
        if (type.equals("s32") && by == 31) {
            guards[k] = Guard.NOT_NEGATIVE;
            return Shape.constant(0);
        }
        if (!a.fits() || a.moving() > by) {
            a = a.inVectors();
        }
        return a.fits() && a.moving() <= by ? Shape.scalar(a.kind(), 0, Math.max(0, a.align() - by)) : Shape.VECTOR;
    }
}
