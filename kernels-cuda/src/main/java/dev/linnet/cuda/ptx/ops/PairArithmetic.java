package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Lanes;
import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Arithmetic on two floats of single precision in a register of 64 bits, exact in every rounding mode. */
final class PairArithmetic {
    private PairArithmetic() {}

    static void register(Forms f) {
        if (f.wants("(add|sub|mul){.rn|.rz|.rm|.rp}{.ftz}.f32x2")) {
            f.add((i, o) -> {
                Rounding mode = Rounding.of(i);
                return switch (i.base()) {
                    case "add" -> pairs(i, o, 2, (a, b, _) -> mode.add(a, b));
                    case "sub" -> pairs(i, o, 2, (a, b, _) -> mode.add(a, -b));
                    default -> pairs(i, o, 2, (a, b, _) -> mode.mul(a, b));
                };
            });
        }
        if (f.wants("fma(.rn|.rz|.rm|.rp){.ftz}.f32x2")) {
            f.add((i, o) -> pairs(i, o, 3, Rounding.of(i)::fma));
        }
    }

    private static Op pairs(Instruction i, Operands o, int inputs, FloatArithmetic.Exact f) {
        boolean ftz = i.has(".ftz");
        int d = o.to64(arg(i, 0));
        int a = o.i64(arg(i, 1));
        int b = o.i64(arg(i, 2));
        int c = inputs == 3 ? o.i64(arg(i, 3)) : a;
        return w -> {
            long[] q = w.q;
            for (int m = w.mask; m != 0; m &= m - 1) {
                int k = Integer.numberOfTrailingZeros(m);
                long low = one(f, ftz, (int) q[a + k], (int) q[b + k], (int) q[c + k]);
                long high = one(f, ftz, (int) (q[a + k] >>> 32), (int) (q[b + k] >>> 32), (int) (q[c + k] >>> 32));
                q[d + k] = (low & 0xffffffffL) | high << 32;
            }
        };
    }

    private static int one(FloatArithmetic.Exact f, boolean ftz, int a, int b, int c) {
        float x = Float.intBitsToFloat(a);
        float y = Float.intBitsToFloat(b);
        float z = Float.intBitsToFloat(c);
        return Lanes.bits(ftz
                ? FloatArithmetic.flush(
                        f.apply(FloatArithmetic.flush(x), FloatArithmetic.flush(y), FloatArithmetic.flush(z)))
                : f.apply(x, y, z));
    }
}
