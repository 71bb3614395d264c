package dev.linnet.cuda.ptx.jit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Map<Integer, Integer> written = new HashMap<>();
        for (Effects e : flow.effects) {
            e.defs().forEach(d -> written.merge(d.index(), 1, Integer::sum));
        }
        Set<Integer> known = new TreeSet<>();
        int stop = region.blocks.get(region.entry);
        for (int k = region.entry; k < stop; k++) {
            Instruction i = flow.body.get(k);
            List<Operand.Register> defs = flow.effects[k].defs();
            boolean parameter = i.base().equals("ld") && i.has(".param");
            if (i.guard() == null && defs.size() == 1 && i.operands().getFirst().equals(defs.getFirst())
                    && written.get(defs.getFirst().index()) == 1
                    && !flow.live(region.entry).get(defs.getFirst().index())
                    && (parameter || PURE.contains(i.base())) && shapes.of(defs.getFirst()).isUniform()
                    && shapes.result(k, 0).isUniform() && shapes.guard(k) == Shapes.Guard.NONE
                    && i.operands().stream().skip(1).allMatch(o -> known(o, known))) {
                known.add(defs.getFirst().index());
                common.add(k);
            }
        }
        return common;
    }

    private static boolean known(Operand o, Set<Integer> known) {
        return switch (o) {
            case Operand.Register r -> known.contains(r.index());
            case Operand.Special s -> s.name().startsWith("%ctaid") || s.name().startsWith("%nctaid")
                    || s.name().startsWith("%ntid");
            case Operand.Memory m -> m.base() instanceof Operand.Address;
            case Operand.Int _,Operand.Address _ -> true;
            default -> false;
        };
    }
}
