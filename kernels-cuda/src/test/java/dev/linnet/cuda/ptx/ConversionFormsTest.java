package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.ops.Form;
import dev.linnet.cuda.ptx.ops.Forms;

/** Every conversion of one number, over the edges of its source type, against decimal fractions of any length. */
class ConversionFormsTest {
    private static boolean floating(String type) {
        return type.startsWith("f") || type.startsWith("bf");
    }

    private static RoundingMode mode(String opcode) {
        return opcode.contains(".rz")
                ? RoundingMode.DOWN
                : opcode.contains(".rm")
                        ? RoundingMode.FLOOR
                        : opcode.contains(".rp") ? RoundingMode.CEILING : RoundingMode.HALF_EVEN;
    }

    private static double flush(double v, String type) {
        return !type.equals("f64") && Math.abs(v) < Float.MIN_NORMAL ? Math.copySign(0, v) : v;
    }

    /** Result as a number of the target type: BigInteger or Double. */
    private static Object expected(String opcode, String to, String from, long bits) {
        boolean sat = opcode.contains(".sat.");
        if (!floating(from)) {
            BigInteger x = Expected.number(bits, from);
            if (!floating(to)) {
                return sat ? clamp(x, to) : x;
            }
            if (sat) {
                return x.signum() > 0 ? 1.0 : 0.0;
            }
            return x.signum() == 0 ? 0.0 : Expected.round(new BigDecimal(x), to, mode(opcode));
        }
        boolean ftz = opcode.contains(".ftz");
        double v = Formats.value(bits, from);
        v = ftz && !to.equals("f16") ? flush(v, from) : v; // measured: not before rounding to half precision
        if (!floating(to)) {
            if (Double.isNaN(v)) {
                int width = Expected.bits(to);
                return from.equals("f64") || width == 64 ? BigInteger.ONE.shiftLeft(width - 1) : BigInteger.ZERO;
            }
            if (Double.isInfinite(v)) {
                return clamp(BigInteger.ONE.shiftLeft(200).multiply(BigInteger.valueOf(v > 0 ? 1 : -1)), to);
            }
            return clamp(new BigDecimal(v).setScale(0, mode(opcode)).toBigInteger(), to);
        }
        if (opcode.matches(".*\\.r[nzmp]i.*") && Double.isFinite(v)) {
            v = Math.copySign(new BigDecimal(v).setScale(0, mode(opcode)).doubleValue(), v);
        }
        if (opcode.matches(".*\\.sat(\\..*)?")) {
            v = v > 0 ? Math.min(v, 1) : 0;
        }
        if (opcode.contains(".relu") && v <= 0) {
            v = 0;
        }
        if (opcode.contains(".satfinite") && !Double.isNaN(v)) {
            double largest = to.equals("f16") ? 65504 : 0x1.fep127;
            v = Math.max(-largest, Math.min(largest, v));
        }
        if (Double.isFinite(v) && v != 0) {
            RoundingMode mode = opcode.matches(".*\\.r[nzmp]i.*") ? RoundingMode.HALF_EVEN : mode(opcode);
            double rounded = Expected.round(new BigDecimal(v), to, mode);
            v = rounded == 0 ? Math.copySign(0, v) : rounded;
        }
        return ftz && to.equals("f32") ? flush(v, "f32") : v;
    }

    private static BigInteger clamp(BigInteger x, String to) {
        int n = Expected.bits(to);
        BigInteger low = to.startsWith("s") ? BigInteger.ONE.shiftLeft(n - 1).negate() : BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(to.startsWith("s") ? n - 1 : n).subtract(BigInteger.ONE);
        return x.max(low).min(high);
    }

    @Test
    void every_conversion_is_exact() {
        Set<String> forms = new HashSet<>();
        for (Form f : Forms.all()) {
            if (!f.notation().startsWith("cvt") || f.notation().startsWith("cvta") || f.notation().contains("x2")
                    || f.notation().contains("tf32") || f.notation().contains("pack")) {
                continue;
            }
            for (String opcode : f.opcodes()) {
                if (!forms.add(opcode)) {
                    continue;
                }
                List<String> parts = List.of(opcode.split("\\.", -1));
                String from = parts.getLast();
                String to = parts.get(parts.size() - 2);
                long[][] in = OneOpcode.operands(List.of(from), opcode.hashCode());
                long[] got = OneOpcode.run(opcode + " %d, %a", to, List.of(from), in);
                for (int t = 0; t < OneOpcode.CASES; t++) {
                    Object want = expected(opcode, to, from, in[0][t]);
                    Object is = floating(to)
                            ? (Object) Formats.value(got[t], to)
                            : Expected.number(got[t], "u" + Math.max(16, Expected.bits(to)));
                    Object compared = want instanceof BigInteger b ? wide(b, to) : want;
                    String source = Long.toHexString(in[0][t]);
                    assertEquals(compared, is, () -> opcode + " of " + source);
                }
            }
        }
        assertTrue(forms.size() > 750, () -> "forms: " + forms.size());
    }

    /** As a register of 16 bits or more holds it: filled up by sign or zeros. */
    private static BigInteger wide(BigInteger v, String to) {
        int n = Expected.bits(to);
        BigInteger own = Expected.number(Expected.wrap(v, n), to);
        return own.mod(BigInteger.ONE.shiftLeft(Math.max(16, n)));
    }

    @Test
    void pairs_and_tf32_round_like_single_values() {
        long[][] in = OneOpcode.operands(List.of("f32", "f32"), 3);
        for (String type : new String[] {"f16", "bf16"}) {
            long[] got = OneOpcode.run("cvt.rn." + type + "x2.f32 %d, %a, %b", "b32", List.of("f32", "f32"), in);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                assertEquals(expected("cvt.rn." + type + ".f32", type, "f32", in[0][t]),
                        Formats.value((got[t] >>> 16) & 0xffff, type));
                assertEquals(expected("cvt.rn." + type + ".f32", type, "f32", in[1][t]),
                        Formats.value(got[t] & 0xffff, type));
            }
        }
        long[] got = OneOpcode.run("cvt.rna.tf32.f32 %d, %a", "b32", List.of("f32"), in);
        for (int t = 0; t < OneOpcode.CASES; t++) {
            float v = Float.intBitsToFloat((int) in[0][t]);
            double want = v == 0 || !Float.isFinite(v)
                    ? v
                    : Expected.round(new BigDecimal(v), "tf32", RoundingMode.HALF_UP);
            assertEquals(want, Formats.value(got[t], "tf32"), () -> "tf32 of " + v);
        }
    }
}
