package dev.linnet.cuda.ptx.ops;

import static dev.linnet.cuda.ptx.ops.IntegerArithmetic.arg;

import dev.linnet.cuda.ptx.machine.Op;
import dev.linnet.cuda.ptx.parse.Instruction;

/** Arithmetic on the four bytes or two halves of a word, as CUDA's {@code __vadd4} and its kin use it; without selectors. */
final class VideoInstructions {
    private VideoInstructions() {}

    static void register(Forms f) {
        if (f.wants("(vadd|vsub|vavrg|vabsdiff|vmin|vmax)2(.u32|.s32)(.u32|.s32)(.u32|.s32){.sat|.add}")) {
            f.add((i, o) -> decode(i, o, 2));
        }
        if (f.wants("(vadd|vsub|vavrg|vabsdiff|vmin|vmax)4(.u32|.s32)(.u32|.s32)(.u32|.s32){.sat|.add}")) {
            f.add((i, o) -> decode(i, o, 4));
        }
    }

    private static Op decode(Instruction i, Operands o, int parts) {
        String what = i.base().substring(1, i.base().length() - 1);
        boolean sd = i.modifier(0).equals("s32");
        boolean sa = i.modifier(1).equals("s32");
        boolean sb = i.modifier(2).equals("s32");
        boolean sat = i.has(".sat");
        boolean add = i.has(".add");
        int bits = 32 / parts;
        int ones = (1 << bits) - 1;
        int low = sd ? -(1 << (bits - 1)) : 0;
        int high = sd ? (1 << (bits - 1)) - 1 : ones;
        return Elementwise.ints(o.to32(arg(i, 0)), o.i32(arg(i, 1)), o.i32(arg(i, 2)), o.i32(arg(i, 3)), (x, y, z) -> {
            int packed = 0;
            int sum = z;
            for (int k = 0; k < parts; k++) {
                int p = part(x, k, bits, sa);
                int q = part(y, k, bits, sb);
                int r = switch (what) {
                    case "add" -> p + q;
                    case "sub" -> p - q;
                    case "avrg" -> (p + q + (p + q >= 0 ? 1 : 0)) >> 1;
                    case "absdiff" -> Math.abs(p - q);
                    case "min" -> Math.min(p, q);
                    default -> Math.max(p, q);
                };
                r = sat ? Math.max(low, Math.min(high, r)) : r;
                packed |= (r & ones) << (k * bits);
                sum += r;
            }
            return add ? sum : packed;
        });
    }

    private static int part(int x, int k, int bits, boolean signed) {
        int shifted = x << (32 - bits * (k + 1));
        return signed ? shifted >> (32 - bits) : shifted >>> (32 - bits);
    }
}
