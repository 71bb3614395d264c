package dev.linnet.cuda.ptx;

import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * What one thread's execution of an instruction counts for.
 *
 * @param flop   floating-point operations; a fused multiply-add is two
 * @param loaded bytes from global memory
 * @param stored bytes to global memory
 */
record Cost(int flop, int loaded, int stored) {
    private static final Cost NOTHING = new Cost(0, 0, 0);

    static Cost of(Instruction i) {
        String base = i.base();
        String type = i.type();
        return switch (base) {
            case "ld", "ldu" -> global(i) ? new Cost(0, bytes(i), 0) : NOTHING;
            case "st" -> global(i) ? new Cost(0, 0, bytes(i)) : NOTHING;
            case "atom", "red" -> global(i) ? new Cost(type.contains("f") ? 1 : 0, bytes(i), bytes(i)) : NOTHING;
            case "cp" -> i.has(".global") && i.operands().size() > 2 && i.operands().get(2) instanceof Operand.Int n
                    ? new Cost(0, (int) n.value(), 0)
                    : NOTHING;
            case "fma", "mad" -> floating(type) ? new Cost(2 * lanes(type), 0, 0) : NOTHING;
            case "add", "sub", "mul", "div", "rcp", "sqrt", "rsqrt", "ex2", "lg2", "sin", "cos", "tanh", "min",
                    "max" ->
                floating(type)
                        ? new Cost(lanes(type), 0, 0)
                        : NOTHING;
            case "mma", "wmma" -> matrix(i);
            default -> NOTHING;
        };
    }

    private static boolean floating(String type) {
        return type.startsWith("f") || type.startsWith("bf");
    }

    private static int lanes(String type) {
        return type.endsWith("x2") ? 2 : 1;
    }

    /** Without a state space an access nearly always goes to global memory. */
    private static boolean global(Instruction i) {
        String o = i.opcode();
        return !o.contains(".shared") && !o.contains(".local") && !o.contains(".param") && !o.contains(".const");
    }

    private static int bytes(Instruction i) {
        String digits = i.type().replaceAll("x2$", "").replaceAll("\\D", "");
        int each = digits.isEmpty() ? 4 : Integer.parseInt(digits) / 8 * (i.type().endsWith("x2") ? 2 : 1);
        return each * (i.has(".v2") ? 2 : i.has(".v4") ? 4 : i.has(".v8") ? 8 : 1);
    }

    /** All lanes together do m x n x k multiply-adds. */
    private static Cost matrix(Instruction i) {
        if (i.base().equals("wmma") && !i.has(".mma")) {
            return NOTHING;
        }
        for (String part : i.opcode().split("\\.", -1)) {
            if (part.matches("m\\d+n\\d+k\\d+")) {
                String[] sizes = part.substring(1).split("[nk]", -1);
                return new Cost(
                        2 * Integer.parseInt(sizes[0]) * Integer.parseInt(sizes[1]) * Integer.parseInt(sizes[2]) / 32,
                        0, 0);
            }
        }
        return NOTHING;
    }
}
