package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Conversions to and from floats of 8 bits, tf32 and packed integers, by looking through all values of the format. */
class SmallFormatsTest {
    /** The nearest value of a format, to even where two are as near; beyond the largest that one stays. */
    private static double nearest(double x, String type) {
        if (Double.isNaN(x)) {
            return x;
        }
        double magnitude = Math.min(Math.abs(x), type.equals("e4m3") ? 448 : 57344);
        double best = Double.NaN;
        long bestBits = 0;
        for (int bits = 0; bits < 128; bits++) {
            double v = Formats.value(bits, type);
            double distance = Math.abs(v - magnitude);
            if (Double.isFinite(v) && (Double.isNaN(best) || distance < Math.abs(best - magnitude)
                    || (distance == Math.abs(best - magnitude) && bestBits % 2 == 1))) {
                best = v;
                bestBits = bits;
            }
        }
        return Math.copySign(best, x);
    }

    private static double relu(double x, boolean relu) {
        return relu && x <= 0 ? 0 : x;
    }

    @Test
    void single_precision_becomes_eight_bits() {
        long[][] in = OneOpcode.operands(List.of("f32", "f32"), 12);
        for (int t = 32; t < OneOpcode.CASES; t++) { // numbers of the formats' own size
            in[0][t] = Float.floatToRawIntBits((t - 47) * 0.37f) & 0xffffffffL;
            in[1][t] = Float.floatToRawIntBits((t - 40) * 0.0007f) & 0xffffffffL;
        }
        for (String type : List.of("e4m3", "e5m2")) {
            for (String relu : List.of("", ".relu")) {
                String opcode = "cvt.rn.satfinite" + relu + "." + type + "x2.f32";
                long[] got = OneOpcode.run(opcode + " %d, %a, %b", "b16", List.of("f32", "f32"), in);
                for (int t = 0; t < OneOpcode.CASES; t++) {
                    for (int k = 0; k < 2; k++) {
                        double x = Formats.value(in[k][t], "f32");
                        assertEquals(nearest(relu(x, !relu.isEmpty()), type),
                                Formats.value(got[t] >>> (8 - 8 * k) & 0xff, type), opcode + " of " + x);
                    }
                }
            }
        }
    }

    @Test
    void pairs_of_halves_become_eight_bits() {
        long[][] in = OneOpcode.operands(List.of("f16x2"), 13);
        for (String type : List.of("e4m3", "e5m2")) {
            for (String relu : List.of("", ".relu")) {
                String opcode = "cvt.rn.satfinite" + relu + "." + type + "x2.f16x2";
                long[] got = OneOpcode.run(opcode + " %d, %a", "b16", List.of("f16x2"), in);
                for (int t = 0; t < OneOpcode.CASES; t++) {
                    for (int half = 0; half < 2; half++) {
                        double x = Formats.value(in[0][t] >>> (16 * half), "f16");
                        assertEquals(nearest(relu(x, !relu.isEmpty()), type),
                                Formats.value(got[t] >>> (8 * half) & 0xff, type), opcode + " of " + x);
                    }
                }
            }
        }
    }

    @Test
    void eight_bits_become_halves_without_loss() {
        for (String type : List.of("e4m3", "e5m2")) {
            for (String relu : List.of("", ".relu")) {
                for (int from = 0; from < 256; from += OneOpcode.CASES) {
                    long[][] in = new long[1][OneOpcode.CASES];
                    for (int t = 0; t < OneOpcode.CASES; t++) {
                        in[0][t] = from + t | (255L - from - t) << 8;
                    }
                    String opcode = "cvt.rn" + relu + ".f16x2." + type + "x2";
                    long[] got = OneOpcode.run(opcode + " %d, %a", "b32", List.of("u16"), in);
                    for (int t = 0; t < OneOpcode.CASES; t++) {
                        for (int k = 0; k < 2; k++) {
                            double x = Formats.value(in[0][t] >>> (8 * k) & 0xff, type);
                            assertEquals(relu(x, !relu.isEmpty()),
                                    Formats.value(got[t] >>> (16 * k) & 0xffff, "f16"), opcode + " of " + x);
                        }
                    }
                }
            }
        }
    }

    @Test
    void tf32_rounds_in_every_mode() {
        for (String form : List.of("rn", "rz", "rna", "rn.relu", "rz.relu", "rna.satfinite")) {
            checkTf32(form);
        }
    }

    static void checkTf32(String form) {
        long[][] in = OneOpcode.operands(List.of("f32"), 14);
        String opcode = "cvt." + form + ".tf32.f32";
        long[] got = OneOpcode.run(opcode + " %d, %a", "b32", List.of("f32"), in);
        for (int t = 0; t < OneOpcode.CASES; t++) {
            float x = Float.intBitsToFloat((int) in[0][t]);
            double want = tf32((float) relu(x, form.contains("relu")), form.split("\\.", -1)[0],
                    form.contains("satfinite"));
            assertEquals(want, Formats.value(got[t], "tf32"), opcode + " of " + x);
        }
    }

    /** The low 13 bits of the fraction go. */
    private static float tf32(float x, String mode, boolean finite) {
        if (Float.isNaN(x)) {
            return x;
        }
        float largest = Float.intBitsToFloat(0x7f7fe000);
        if (Float.isInfinite(x)) {
            return finite ? Math.copySign(largest, x) : x;
        }
        int bits = Float.floatToRawIntBits(x);
        int rest = bits & 0x1fff;
        int down = bits - rest;
        boolean up = switch (mode) {
            case "rn" -> rest > 0x1000 || (rest == 0x1000 && (down & 0x2000) != 0);
            case "rna" -> rest >= 0x1000;
            default -> false;
        };
        float rounded = Float.intBitsToFloat(up ? down + 0x2000 : down);
        return finite && Float.isInfinite(rounded) ? Math.copySign(largest, x) : rounded;
    }

    private static BigInteger clamp(long bits, String from, String to) {
        int n = Integer.parseInt(to.substring(1));
        BigInteger x = Expected.number(bits, from);
        BigInteger low = to.startsWith("s") ? BigInteger.ONE.shiftLeft(n - 1).negate() : BigInteger.ZERO;
        BigInteger high = BigInteger.ONE.shiftLeft(to.startsWith("s") ? n - 1 : n).subtract(BigInteger.ONE);
        return x.max(low).min(high).mod(BigInteger.ONE.shiftLeft(n));
    }

    @Test
    void integers_are_packed_below_what_was_there() {
        List<String> three = List.of("u32", "u32", "u32");
        long[][] in = OneOpcode.operands(three, 15);
        for (String to : List.of("u16", "s16", "u8", "s8", "u4", "s4", "u2", "s2")) {
            int n = Integer.parseInt(to.substring(1));
            String opcode = "cvt.pack.sat." + to + ".s32" + (n < 16 ? ".b32 %d, %a, %b, %c" : " %d, %a, %b");
            long[] got = OneOpcode.run(opcode, "b32", three, in);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                BigInteger above = n < 16
                        ? BigInteger.valueOf(in[2][t] & 0xffffffffL).shiftLeft(2 * n)
                        : BigInteger.ZERO;
                BigInteger want = above.or(clamp(in[0][t], "s32", to).shiftLeft(n)).or(clamp(in[1][t], "s32", to));
                assertEquals(want.intValue(), (int) got[t], opcode);
            }
        }
    }
}
