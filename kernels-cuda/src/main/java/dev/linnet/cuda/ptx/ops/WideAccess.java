package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Loads and stores of registers of 128 bits. */
final class WideAccess {
    private WideAccess() {}

    static Op load(Instruction i, Operands o) {
        int d = o.i128(arg(i, 0));
        Address address = Address.of(i, o, arg(i, 1));
        o.access(address, 8, 2, false);
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long at = address.at(w, lane);
                Access.checkVector(w, address, lane, at, 8, 2, "read");
                w.q[d + lane] = address.space().load(w, lane, address.site(), at, 8);
                w.q[d + Lanes.COUNT + lane] = address.space().load(w, lane, address.site(), at + 8, 8);
            }
        };
    }

    static Op store(Instruction i, Operands o) {
        Address address = Address.of(i, o, arg(i, 0));
        o.access(address, 8, 2, true);
        int a = o.i128(arg(i, 1));
        return w -> {
            for (int m = w.mask; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                long at = address.at(w, lane);
                Access.checkVector(w, address, lane, at, 8, 2, "write");
                address.space().store(w, lane, address.site(), at, 8, w.q[a + lane]);
                address.space().store(w, lane, address.site(), at + 8, 8, w.q[a + Lanes.COUNT + lane]);
            }
        };
    }
}
