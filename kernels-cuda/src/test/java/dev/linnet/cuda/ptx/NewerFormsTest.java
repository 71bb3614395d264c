package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.ops.Form;
import dev.linnet.cuda.ptx.ops.Forms;

/** Forms that GPUs of a compute capability below 10.0 do not have. */
class NewerFormsTest {
    @Test
    void tf32_stays_finite_where_that_is_asked_for() {
        for (String form : List.of("rn.satfinite", "rz.satfinite", "rn.relu.satfinite", "rz.relu.satfinite")) {
            SmallFormatsTest.checkTf32(form);
        }
    }

    @Test
    void pairs_of_floats_are_exact_in_every_rounding_mode() {
        List<String> three = List.of("u64", "u64", "u64");
        long[][] in = new long[3][OneOpcode.CASES];
        for (int k = 0; k < 3; k++) {
            long[][] halves = OneOpcode.operands(List.of("f32", "f32"), 40 + k);
            for (int t = 0; t < OneOpcode.CASES; t++) {
                in[k][t] = halves[0][t] | halves[1][t] << 32;
            }
        }
        for (Form f : Forms.all()) {
            for (String opcode : f.notation().endsWith(".f32x2") ? f.opcodes() : List.<String>of()) {
                long[] got = OneOpcode.run(opcode + (opcode.startsWith("fma") ? " %d, %a, %b, %c" : " %d, %a, %b"),
                        "u64", three, in);
                Expected expected = new Expected(opcode.replace("f32x2", "f32"));
                for (int t = 0; t < OneOpcode.CASES; t++) {
                    for (int half = 0; half < 64; half += 32) {
                        double want = expected.floating(Formats.value(in[0][t] >>> half, "f32"),
                                Formats.value(in[1][t] >>> half, "f32"), Formats.value(in[2][t] >>> half, "f32"));
                        assertEquals(want, Formats.value(got[t] >>> half, "f32"), opcode);
                    }
                }
            }
        }
    }
}
