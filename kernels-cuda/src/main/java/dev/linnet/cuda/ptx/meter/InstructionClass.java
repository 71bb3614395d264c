package dev.linnet.cuda.ptx.meter;

import dev.linnet.cuda.ptx.parse.Instruction;

/** What kind of work an instruction is. */
public enum InstructionClass {
    /** Whole numbers, bits, predicates. */
    INTEGER("integer"),
    /** Single precision. */
    FLOAT("float"),
    /** Double precision. */
    DOUBLE("double"),
    /** Half precision and bfloat16. */
    HALF("half"),
    /** Tensor cores. */
    TENSOR("tensor core"),
    /** Division, roots, exponentials, logarithms, sine and cosine. */
    SPECIAL("special"),
    /** From one type to another. */
    CONVERSION("conversion"),
    /** Copies from register to register, selections and addresses; many of them vanish in machine code. */
    MOVE("move"),
    /** Global memory. */
    GLOBAL("global memory"),
    /** Shared memory. */
    SHARED("shared memory"),
    /** Local memory. */
    LOCAL("local memory"),
    /** Parameters and constant memory. */
    CONSTANT("parameters and constants"),
    /** Shuffles and votes. */
    EXCHANGE("exchange in a warp"),
    /** Jumps, calls, returns. */
    CONTROL("control"),
    /** Barriers, fences, waiting. */
    BARRIER("barrier");

    private final String title;

    InstructionClass(String title) {
        this.title = title;
    }

    /** In words. */
    public String title() {
        return title;
    }

    /** Of an instruction. An access that names no memory counts as one to global memory. */
    public static InstructionClass of(Instruction i) {
        return switch (i.base()) {
            case "ld", "ldu", "st", "atom", "red", "prefetch", "prefetchu", "discard", "applypriority", "ldmatrix",
                    "stmatrix" ->
                memory(i);
            case "cp" -> i.opcode().contains("_group") || i.opcode().contains("wait_all") ? BARRIER : GLOBAL;
            case "wmma" -> i.has(".mma") ? TENSOR : memory(i);
            case "mma" -> TENSOR;
            case "bra", "brx", "ret", "exit", "call", "trap", "brkpt", "pmevent" -> CONTROL;
            case "bar", "barrier", "membar", "fence", "mbarrier", "griddepcontrol", "nanosleep", "setmaxnreg" ->
                BARRIER;
            case "shfl", "vote", "match", "redux", "activemask", "elect", "movmatrix" -> EXCHANGE;
            case "cvt" -> CONVERSION;
            case "mov", "cvta", "selp", "slct", "mapa", "isspacep", "createpolicy" -> MOVE;
            case "rcp", "sqrt", "rsqrt", "sin", "cos", "lg2", "ex2", "tanh" ->
                i.type().equals("f64") ? DOUBLE : SPECIAL;
            case "div" -> i.type().equals("f32") ? SPECIAL : arithmetic(i.type());
            default -> arithmetic(i.type());
        };
    }

    private static InstructionClass memory(Instruction i) {
        String o = i.opcode();
        return o.contains(".shared") || i.base().endsWith("matrix")
                ? SHARED
                : o.contains(".local") ? LOCAL : o.contains(".param") || o.contains(".const") ? CONSTANT : GLOBAL;
    }

    private static InstructionClass arithmetic(String type) {
        return switch (type) {
            case "f32", "f32x2" -> FLOAT;
            case "f64" -> DOUBLE;
            case "f16", "f16x2", "bf16", "bf16x2" -> HALF;
            default -> INTEGER;
        };
    }
}
