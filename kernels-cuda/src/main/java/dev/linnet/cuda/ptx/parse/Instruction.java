package dev.linnet.cuda.ptx.parse;

import java.util.List;

/**
 * One instruction.
 *
 * @param guard    predicate register that must hold (or not, when negated); null for none
 * @param opcode   with all its modifiers: {@code ld.global.v2.f32}
 * @param operands in the order of the text; two destinations joined by {@code |} count as two operands
 * @param line     of the PTX text, counted from 1
 */
public record Instruction(Operand.Register guard, String opcode, List<Operand> operands, int line, SourceLine source,
        String text) {
    /** The opcode up to its first dot. */
    public String base() {
        int dot = opcode.indexOf('.');
        return dot < 0 ? opcode : opcode.substring(0, dot);
    }

    /** Whether the modifier (with its dot) is there. */
    public boolean has(String modifier) {
        int at = opcode.indexOf(modifier);
        while (at >= 0) {
            int end = at + modifier.length();
            if (end == opcode.length() || opcode.charAt(end) == '.') {
                return true;
            }
            at = opcode.indexOf(modifier, at + 1);
        }
        return false;
    }

    /** The opcode's last modifier without its dot: nearly always the type. */
    public String type() {
        return opcode.substring(opcode.lastIndexOf('.') + 1);
    }

    /** The {@code k}-th modifier after the base, without its dot. */
    public String modifier(int k) {
        String[] parts = opcode.split("\\.", -1);
        return parts[k + 1];
    }

    /** An exception that names this instruction. */
    public PtxException reject(String why) {
        return new PtxException(why + ": " + text, line);
    }
}
