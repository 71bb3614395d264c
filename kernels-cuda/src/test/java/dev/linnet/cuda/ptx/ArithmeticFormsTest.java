package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.ops.Form;
import dev.linnet.cuda.ptx.ops.Forms;

/** Every arithmetic opcode in every form, over the edges of its types, against {@link Expected}. */
class ArithmeticFormsTest {
    private static final Set<String> INTEGERS = Set.of("add", "sub", "mul", "mad", "mul24", "mad24", "div", "rem",
            "min", "max", "neg", "abs", "sad",
            "and", "or", "xor", "not", "cnot", "shl", "shr", "brev", "clz", "popc", "bfind", "bfe");
    private static final Set<String> FLOATS = Set.of("add", "sub", "mul", "fma", "mad", "div", "rcp", "sqrt", "neg",
            "abs", "min", "max", "copysign");

    private static String type(String opcode) {
        return opcode.substring(opcode.lastIndexOf('.') + 1);
    }

    private static String base(String opcode) {
        return opcode.split("\\.", -1)[0];
    }

    private static boolean floating(String type) {
        return type.startsWith("f") || type.startsWith("bf");
    }

    private static List<String> opcodes(Set<String> bases, boolean floats) {
        List<String> found = new ArrayList<>();
        for (Form f : Forms.all()) {
            if (f.notation().contains("{.L1::") || f.notation().contains("atom")) {
                continue;
            }
            for (String opcode : f.opcodes()) {
                boolean kind = floating(type(opcode)) == floats;
                boolean odd = opcode.contains(".cc.") || opcode.startsWith("addc") || opcode.startsWith("subc")
                        || opcode.contains("approx")
                        || opcode.contains(".full") || opcode.endsWith(".f32x2") || opcode.endsWith(".pred")
                        || (opcode.matches("(min|max).*16x2") && !floats)
                        || opcode.matches("add\\.[us]16x2") || opcode.contains(".relu.u32");
                if (kind && !odd && bases.contains(base(opcode)) && !found.contains(opcode)) {
                    found.add(opcode);
                }
            }
        }
        return found;
    }

    private static int sources(String base) {
        return switch (base) {
            case "neg", "abs", "not", "cnot", "brev", "clz", "popc", "bfind", "rcp", "sqrt" -> 1;
            case "mad", "mad24", "fma", "sad", "bfe" -> 3;
            default -> 2;
        };
    }

    private static String call(String opcode, int n) {
        return opcode + " %d" + ", %a, %b, %c".substring(0, 4 * n);
    }

    @Test
    void integer_opcodes_are_exact() {
        List<String> opcodes = opcodes(INTEGERS, false);
        for (String opcode : opcodes) {
            String type = type(opcode);
            String base = base(opcode);
            int n = sources(base);
            int width = Expected.bits(type);
            String to = opcode.contains(".wide")
                    ? "u" + 2 * width
                    : Set.of("clz", "popc", "bfind").contains(base) ? "u32" : type;
            List<String> from = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                boolean amount = k > 0 && Set.of("shl", "shr", "bfe").contains(base);
                from.add(amount ? "u32" : k == 2 && opcode.contains(".wide") ? to : type);
            }
            long[][] in = OneOpcode.operands(from, opcode.hashCode());
            long[] got = OneOpcode.run(call(opcode, n), to, from, in);
            Expected expected = new Expected(opcode);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                long a = in[0][t];
                long b = n > 1 ? in[1][t] : 0;
                long c = n > 2 ? in[2][t] : 0;
                long want = expected.integer(a, b, c);
                assertEquals(Expected.number(want, "u" + Expected.bits(to)),
                        Expected.number(got[t], "u" + Expected.bits(to)),
                        () -> opcode + " of " + Long.toHexString(a) + ", " + Long.toHexString(b) + ", "
                                + Long.toHexString(c));
            }
        }
        assertTrue(opcodes.size() > 100, () -> String.valueOf(opcodes));
    }

    @Test
    void float_opcodes_are_exact_in_every_rounding_mode() {
        List<String> opcodes = opcodes(FLOATS, true);
        for (String opcode : opcodes) {
            String type = type(opcode);
            int n = sources(base(opcode));
            List<String> from = new ArrayList<>();
            for (int k = 0; k < n; k++) {
                from.add(type);
            }
            long[][] in = OneOpcode.operands(from, opcode.hashCode());
            long[] got = OneOpcode.run(call(opcode, n), type, from, in);
            Expected expected = new Expected(opcode);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                for (int half = 0; half < (type.endsWith("x2") ? 32 : 1); half += 16) {
                    double a = Formats.value(in[0][t] >>> half, type);
                    double b = n > 1 ? Formats.value(in[1][t] >>> half, type) : 0;
                    double c = n > 2 ? Formats.value(in[2][t] >>> half, type) : 0;
                    double want = expected.floating(a, b, c);
                    double is = Formats.value(got[t] >>> half, type);
                    assertEquals(Double.doubleToLongBits(want), Double.doubleToLongBits(is),
                            () -> opcode + " of " + a + ", " + b + ", " + c + ": " + want + " but got " + is);
                }
            }
        }
        assertTrue(opcodes.size() > 150, () -> String.valueOf(opcodes));
    }
}
