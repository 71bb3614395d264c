package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/** Which instructions make the order of blocks visible. */
public final class Order {
    private Order() {}

    /** Whether it asks where blocks can wait for the whole grid, as {@code grid.sync()} of cooperative groups does. */
    public static boolean waitsForGrid(Instruction i) {
        return i.operands()
                .stream()
                .anyMatch(o -> o instanceof Operand.Special s
                        && (s.name().equals("%envreg1") || s.name().equals("%envreg2")));
    }

    /**
     * Whether the result may depend on which block comes first: atomics on floats, atomics that return the old value, printing,
     * and loads by which blocks wait for one another.
     */
    public static boolean matters(Instruction i) {
        return switch (i.base()) {
            case "atom", "red" -> Atomics.ordered(i);
            case "call" ->
                i.operands().stream().anyMatch(o -> o instanceof Operand.Name n && n.name().equals("vprintf"));
            case "ld" -> (i.has(".volatile") || i.has(".acquire") || i.has(".relaxed")) && !i.has(".shared");
            default -> false;
        };
    }
}
