package dev.linnet.cuda.ptx.ops;

import dev.linnet.cuda.ptx.machine.Warp;
import dev.linnet.cuda.ptx.parse.Instruction;
import dev.linnet.cuda.ptx.parse.Operand;

/**
 * Where an instruction's memory operand points, and in which memory.
 *
 * @param place   of the register that holds it
 * @param wide    whether that is a 64-bit register
 * @param offset  what is added to it
 * @param framed  whether the offset is from the start of the current call's local memory
 * @param space   the memory
 * @param site    number of the instruction, for remembering its buffer
 */
record Address(int place, boolean wide, long offset, boolean framed, LaneMemory space, int site) {
    static Address of(Instruction i, Operands o, Operand operand) {
        return in(i, o, operand, space(i));
    }

    /** In a given memory, whatever the opcode names. */
    static Address in(Instruction i, Operands o, Operand operand, LaneMemory named) {
        if (!(operand instanceof Operand.Memory m)) {
            throw i.reject("expected [address]");
        }
        boolean inFrame = named == LaneMemory.PARAMETER && (!o.symbols().function().entry()
                || (m.base() instanceof Operand.Address a && o.symbols().framed(a.variable())));
        LaneMemory space = inFrame ? LaneMemory.LOCAL : named;
        int site = o.newSite();
        return switch (m.base()) {
            case Operand.Register r when Operands.isLong(r) ->
                new Address(o.i64(r), true, m.offset(), false, space, site);
            case Operand.Register r -> new Address(o.i32(r), false, m.offset(), false, space, site);
            case Operand.Address a -> {
                boolean framed = o.symbols().framed(a.variable());
                long at = o.symbols().offset(a) + m.offset();
                yield new Address(o.constant(0L), true, at, framed, space, site);
            }
            case Operand.Int n -> new Address(o.constant(0L), true, n.value() + m.offset(), false, space, site);
            default -> throw i.reject("this address is not executed");
        };
    }

    /** From the instruction's modifiers. */
    static LaneMemory space(Instruction i) {
        if (i.has(".shared::cluster")) {
            throw i.reject("shared memory of other blocks (clusters) is not executed by the CPU engine");
        }
        if (i.has(".global") || i.has(".const")) {
            return LaneMemory.GLOBAL;
        }
        if (i.has(".shared") || i.has(".shared::cta")) {
            return LaneMemory.SHARED;
        }
        if (i.has(".local")) {
            return LaneMemory.LOCAL;
        }
        return i.has(".param") || i.has(".param::entry") || i.has(".param::func")
                ? LaneMemory.PARAMETER
                : LaneMemory.GENERIC;
    }

    /** One lane's address. */
    long at(Warp w, int lane) {
        long base = wide ? w.q[place + lane] : w.r[place + lane] & 0xffffffffL;
        return base + offset + (framed ? w.localBase : 0);
    }
}
