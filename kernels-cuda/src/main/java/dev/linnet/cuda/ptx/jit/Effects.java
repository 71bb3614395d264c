package dev.linnet.cuda.ptx.jit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * Which registers an instruction reads and writes. One that is written under a predicate is read too.
 *
 * @param defs in the order of the operands
 */
record Effects(List<Operand.Register> defs, List<Operand.Register> uses) {
    private static final Set<String> WRITE_NOTHING = Set.of("st", "red", "bra", "brx", "bar", "barrier", "ret", "exit",
            "trap", "brkpt", "pmevent", "membar", "fence", "prefetch", "prefetchu", "discard", "applypriority", "cp",
            "nanosleep", "griddepcontrol", "setmaxnreg", "stmatrix", "call");

    static Effects of(Instruction i) {
        List<Operand.Register> defs = new ArrayList<>();
        List<Operand.Register> uses = new ArrayList<>();
        int results = results(i);
        for (int k = 0; k < i.operands().size(); k++) {
            collect(i.operands().get(k), k < results, defs, uses);
        }
        if (i.guard() != null) {
            uses.add(i.guard());
            uses.addAll(defs);
        }
        return new Effects(List.copyOf(defs), List.copyOf(uses));
    }

    /** How many of the first operands are written. */
    private static int results(Instruction i) {
        String base = i.base();
        int n = i.operands().size();
        boolean reduces = i.has(".red") && (base.equals("bar") || base.equals("barrier"));
        boolean storesTile = base.equals("wmma") && i.has(".store");
        if (base.equals("mbarrier")) {
            throw new Declined("it uses asynchronous barriers (" + i.text() + ")", i);
        }
        if (storesTile || (WRITE_NOTHING.contains(base) && !reduces)) {
            return 0;
        }
        int combined = i.has(".and") || i.has(".or") || i.has(".xor") ? 3 : 2;
        boolean two = switch (base) {
            case "setp" -> n == combined + 2;
            case "shfl" -> n == 6;
            case "match" -> n == 4;
            case "elect" -> true;
            default -> false;
        };
        return two ? 2 : 1;
    }

    private static void collect(Operand o, boolean written, List<Operand.Register> defs, List<Operand.Register> uses) {
        switch (o) {
            case Operand.Register r -> (written ? defs : uses).add(r);
            case Operand.Tuple t -> t.items().forEach(item -> collect(item, written, defs, uses));
            case Operand.Memory m -> collect(m.base(), false, defs, uses);
            default -> {
                // no register
            }
        }
    }
}
