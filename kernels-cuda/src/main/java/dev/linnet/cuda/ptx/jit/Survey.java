package dev.linnet.cuda.ptx.jit;

import java.util.List;

import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * What becomes byte code of a kernel and what does not.
 *
 * @param taken whether any of it does
 * @param stays what is left to the interpreter
 */
public record Survey(boolean taken, List<Stays> stays) {
    public Survey {
        stays = List.copyOf(stays);
    }

    /**
     * Something that is left to the interpreter.
     *
     * @param instruction which; null where it is the whole kernel
     */
    public record Stays(Instruction instruction, String why) {}

    /** The interpreter does all of it. */
    public static Survey nothing(Instruction instruction, String why) {
        return new Survey(false, List.of(new Stays(instruction, why)));
    }

    /** Why an instruction at which control goes elsewhere is not compiled. */
    static String why(Instruction i) {
        return switch (i.base()) {
            case "call" -> "calls of functions are interpreted";
            case "brx" -> "jumps by a table are interpreted";
            case "ret", "exit" -> "ends of some of the lanes are interpreted";
            case "bar", "barrier" -> "barriers of other kinds than __syncthreads() are interpreted";
            default -> i.opcode() + " is interpreted";
        };
    }
}
