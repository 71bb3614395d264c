package dev.linnet.cuda.ptx.jit;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** The instructions at a region's start whose results are the same in all warps of a block, so that once is enough for all of them. */
final class Common {
    private static final Set<String> PURE = Set.of("mov", "cvta", "cvt", "add", "sub", "mul", "mad", "shl", "shr",
            "and", "or", "xor",
            "not", "neg", "min", "max");

    private Common() {}

    /** Their places, in order. */
    static Set<Integer> of(Flow flow, Region region, Shapes shapes) {
        Set<Integer> common = new TreeSet<>();
        BitSet written = new BitSet();
        BitSet again = new BitSet();
        for (Effects e : flow.effects) {
            for (Operand.Register d : e.defs()) {
                again.set(d.index(), again.get(d.index()) || written.get(d.index()));
                written.set(d.index());
            }
        }
        BitSet known = new BitSet();
        int stop = region.blocks.get(region.entry);
        for (int k = region.entry; k < stop; k++) {
            Instruction i = flow.body.get(k);
            List<Operand.Register> defs = flow.effects[k].defs();
            boolean parameter = i.base().equals("ld") && i.has(".param");
            if (i.guard() == null && defs.size() == 1 && i.operands().getFirst().equals(defs.getFirst())
                    && !again.get(defs.getFirst().index())
                    && !flow.live(region.entry).get(defs.getFirst().index())
                    && (parameter || PURE.contains(i.base())) && shapes.of(defs.getFirst()).isUniform()
                    && shapes.result(k, 0).isUniform() && shapes.guard(k) == Shapes.Guard.NONE
                    && sources(i, known)) {
                known.set(defs.getFirst().index());
                common.add(k);
            }
        }
        return common;
    }

    private static boolean sources(Instruction i, BitSet known) {
        for (int k = 1; k < i.operands().size(); k++) {
            if (!known(i.operands().get(k), known)) {
                return false;
            }
        }
        return true;
    }

    private static boolean known(Operand o, BitSet known) {
        return switch (o) {
            case Operand.Register r -> known.get(r.index());
            case Operand.Special s -> s.name().startsWith("%ctaid") || s.name().startsWith("%nctaid")
                    || s.name().startsWith("%ntid");
            case Operand.Memory m -> m.base() instanceof Operand.Address;
            case Operand.Int _,Operand.Address _ -> true;
            default -> false;
        };
    }
}
