package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.CompilerException;
import dev.linnet.cuda.compiler.CompilerFailure;
import dev.linnet.cuda.compiler.Compilers;
import dev.linnet.cuda.compiler.Nvrtc;
import dev.linnet.cuda.compiler.NvrtcInstallation;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Linnet's own headers under NVRTC give the same bits as the toolkit's under nvcc; {@code headers.cu} is the source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadersTest {
    private static final float[] X = {1.5f, -2.25f, 0.1f, 3, 1000.7f, -0.3f, 65504, 7e-5f, 1e-8f, 0.333f, 2, 2,
            -8.125f};
    private final Machine toolkits = Machine.of("headers.ptx");
    private final Machine own = new Machine(compiled());

    private static Optional<Nvrtc> nvrtc() {
        List<String> places = new ArrayList<>();
        if (System.getProperty(Compilers.NVRTC_PROPERTY) != null) {
            places.add(System.getProperty(Compilers.NVRTC_PROPERTY));
        }
        for (String name : List.of("libnvrtc.so.13", "libnvrtc.so.12")) {
            places.add(NvrtcInstallation.folder().resolve(name).toString());
            places.add(name);
        }
        for (String place : places) {
            try {
                return Optional.of(Nvrtc.load(place, List.of()));
            } catch (CompilerException e) {
                // Not there.
            }
        }
        return Optional.empty();
    }

    private static String compiled() {
        Optional<Nvrtc> found = nvrtc();
        assumeTrue(found.isPresent(), "NVRTC is not on this machine (%cuda install nvrtc fetches it)");
        try {
            return found.get()
                    .translate("headers.cu", Machine.text("headers.cu"), CompileOptions.standard(),
                            CompileOptions.DEFAULT_ARCH)
                    .ptx();
        } catch (CompilerFailure e) {
            throw new AssertionError(e.log(), e);
        }
    }

    private static float[] input() {
        float[] x = new float[65];
        for (int k = 0; k < x.length; k++) {
            x[k] = X[k % X.length] * (1 + k / X.length);
        }
        return x;
    }

    private static int[] floats(Machine m, String kernel, int rows) {
        Buffer out = m.floats("out", new float[rows * 64]);
        m.launch(kernel, Dim3.of(1), Dim3.of(64), 0, m.floats("x", input()), out);
        return Machine.ints(out);
    }

    @Test
    void half_precision_is_the_toolkits() {
        assertArrayEquals(floats(toolkits, "halves", 6), floats(own, "halves", 6));
    }

    @Test
    void bfloat16_is_the_toolkits() {
        assertArrayEquals(floats(toolkits, "brains", 4), floats(own, "brains", 4));
    }

    private static int[] groups(Machine m) {
        Buffer out = m.ints("out", new int[5 * 64]);
        m.launch("groups", Dim3.of(1), Dim3.of(64), 0, out);
        return Machine.ints(out);
    }

    @Test
    void groups_are_the_toolkits() {
        assertArrayEquals(groups(toolkits), groups(own));
    }

    private static int[] grid(Machine m) {
        Buffer out = m.ints("out", new int[320]);
        m.launch("grid", Dim3.of(5), Dim3.of(64), 0, m.ints("x", new int[320]), out);
        return Machine.ints(out);
    }

    @Test
    void the_grid_waits_for_itself() {
        assertArrayEquals(grid(toolkits), grid(own));
    }

    private static int[] rest(Machine m) {
        float[] in = new float[128];
        for (int k = 0; k < in.length; k++) {
            in[k] = k * 0.5f;
        }
        Buffer out = m.floats("out", new float[32]);
        m.launch("rest", Dim3.of(1), Dim3.of(32), 0, m.floats("in", in), out, 40);
        return Machine.ints(out);
    }

    @Test
    void copies_constants_and_assertions_work() {
        assertArrayEquals(rest(toolkits), rest(own));
        assertEquals("0 of 40\n", own.printed.toString());
    }
}
