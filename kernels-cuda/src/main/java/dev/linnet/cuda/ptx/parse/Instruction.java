package dev.linnet.cuda.ptx.parse;

import java.util.List;

/** One instruction. Equal to itself only: a kernel may have the same one twice. */
public final class Instruction {
    private final Operand.Register guard;
    private final String opcode;
    private final List<Operand> operands;
    private final int line;
    private final SourceLine source;
    private final String text;
    /** Looked at so often that a new virtual machine would be busy cutting them out. */
    private final String base;
    private final String type;

    /**
     * An instruction.
     *
     * @param guard    predicate register that must hold (or not, when negated); null for none
     * @param opcode   with all its modifiers: {@code ld.global.v2.f32}
     * @param operands in the order of the text; two destinations joined by {@code |} count as two operands
     * @param line     of the PTX text, counted from 1
     */
    public Instruction(Operand.Register guard, String opcode, List<Operand> operands, int line, SourceLine source,
            String text) {
        this.guard = guard;
        this.opcode = opcode;
        this.operands = List.copyOf(operands);
        this.line = line;
        this.source = source;
        this.text = text;
        int dot = opcode.indexOf('.');
        base = dot < 0 ? opcode : opcode.substring(0, dot);
        type = opcode.substring(opcode.lastIndexOf('.') + 1);
    }

    public Operand.Register guard() {
        return guard;
    }

    public String opcode() {
        return opcode;
    }

    public List<Operand> operands() {
        return operands;
    }

    public int line() {
        return line;
    }

    public SourceLine source() {
        return source;
    }

    public String text() {
        return text;
    }

    /** The opcode up to its first dot. */
    public String base() {
        return base;
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
        return type;
    }

    /** The {@code k}-th modifier after the base, without its dot. */
    public String modifier(int k) {
        int from = 0;
        for (int n = 0; n <= k; n++) {
            from = opcode.indexOf('.', from) + 1;
            if (from == 0) {
                throw new ArrayIndexOutOfBoundsException(k + 1);
            }
        }
        int end = opcode.indexOf('.', from);
        return opcode.substring(from, end < 0 ? opcode.length() : end);
    }

    /** An exception that names this instruction. */
    public PtxException reject(String why) {
        return new PtxException(why + ": " + text, line);
    }

    @Override
    public String toString() {
        return text;
    }
}
