package dev.linnet.cuda.ptx.jit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import dev.linnet.cuda.ptx.ops.DecodedFunction;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Where control goes from each instruction, and which registers are still needed where. */
final class Flow {
    final DecodedFunction code;
    final List<Instruction> body;
    final Effects[] effects;
    private final BitSet[] liveIn;

    Flow(DecodedFunction code) {
        this.code = code;
        this.body = code.function().body();
        this.effects = new Effects[body.size()];
        for (int k = 0; k < effects.length; k++) {
            effects[k] = Effects.of(body.get(k));
        }
        this.liveIn = new BitSet[body.size() + 1];
        for (int k = 0; k < liveIn.length; k++) {
            liveIn[k] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int k = body.size() - 1; k >= 0; k--) {
                BitSet live = new BitSet();
                for (int next : successors(k)) {
                    live.or(liveIn[next]);
                }
                for (Operand.Register d : effects[k].defs()) {
                    live.clear(d.index());
                }
                for (Operand.Register u : effects[k].uses()) {
                    live.set(u.index());
                }
                if (!live.equals(liveIn[k])) {
                    liveIn[k] = live;
                    changed = true;
                }
            }
        }
    }

    /** The registers whose value somebody may still read who starts at the instruction. */
    BitSet live(int k) {
        return liveIn[k];
    }

    /** The instruction that a jump goes to. */
    int target(Instruction i) {
        if (i.operands().getFirst() instanceof Operand.Label l) {
            return code.function().labels()[l.number()];
        }
        throw new Declined("a jump goes to no label (" + i.text() + ")", i);
    }

    /** Instructions that may come next. */
    List<Integer> successors(int k) {
        Instruction i = body.get(k);
        List<Integer> next = new ArrayList<>();
        switch (i.base()) {
            case "bra" -> {
                next.add(target(i));
                if (i.guard() != null) {
                    next.add(k + 1);
                }
            }
            case "ret", "exit", "trap" -> {
                if (i.guard() != null) {
                    next.add(k + 1);
                }
            }
            case "brx" -> {
                if (i.operands().get(1) instanceof Operand.Name n) {
                    for (int label : code.function().targetTables().get(n.name())) {
                        next.add(code.function().labels()[label]);
                    }
                }
                if (i.guard() != null) {
                    next.add(k + 1);
                }
            }
            default -> next.add(k + 1);
        }
        return next;
    }

    /** Whether a block of straight instructions begins here. */
    boolean begins(int k) {
        return k < body.size() && code.starts()[code.segmentOf()[k]] == k;
    }

    /** Whether it is a barrier of all threads of the block and nothing else. */
    boolean barrier(int k) {
        Instruction i = body.get(k);
        return i.guard() == null && i.operands().size() == 1 && i.operands().getFirst() instanceof Operand.Int n
                && n.value() == 0 && (i.opcode().equals("bar.sync") || i.opcode().equals("bar.cta.sync")
                        || i.opcode().equals("barrier.sync") || i.opcode().equals("barrier.cta.sync")
                        || i.opcode().equals("barrier.sync.aligned") || i.opcode().equals("barrier.cta.sync.aligned"));
    }
}
