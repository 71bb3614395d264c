package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.ops.Instrument;

/** Modules of the same PTX share what their kernels have been made into, and nothing else. */
class SharedModulesTest {
    private static final int N = 512;

    private static Machine machine() {
        Machine m = Machine.of("benchmark.ptx");
        m.options = m.options.withJit(Jit.ALWAYS);
        return m;
    }

    private static float[] saxpy(Machine m, float a) {
        float[] ones = new float[N];
        java.util.Arrays.fill(ones, 1);
        Buffer y = m.floats("y", ones);
        m.launch("saxpy", Dim3.of(N / 256), Dim3.of(256), 0, N, a, m.floats("x", ones), y);
        return Machine.floats(y);
    }

    @Test
    void byte_code_is_made_once_for_two_modules_of_the_same_ptx() {
        Machine one = machine();
        Machine two = machine();
        float[] expected = new float[N];
        java.util.Arrays.fill(expected, 3);
        assertArrayEquals(expected, saxpy(one, 2));
        java.util.Arrays.fill(expected, 4);
        assertArrayEquals(expected, saxpy(two, 3));
        Program first = one.module.program("saxpy", Instrument.NONE);
        assertNotSame(one.memory, two.memory);
        assertSame(first, two.module.program("saxpy", Instrument.NONE));
        assertSame(first.compiled(Dim3.of(256)).result().kernel(),
                two.module.program("saxpy", Instrument.NONE).compiled(Dim3.of(256)).result().kernel());
    }

    @Test
    void another_block_shape_has_byte_code_of_its_own() {
        Program saxpy = machine().module.program("saxpy", Instrument.NONE);
        assertNotSame(saxpy.compiled(Dim3.of(256)), saxpy.compiled(Dim3.of(128)));
        assertSame(saxpy.compiled(Dim3.of(128)), saxpy.compiled(Dim3.of(128)));
    }

    @Test
    void modules_with_variables_of_their_own_share_no_addresses() {
        String ptx = """
                .version 8.0
                .target sm_80
                .address_size 64
                .visible .global .align 4 .u32 counter = 5;
                .visible .entry add(.param .u32 n) {
                    .reg .b32 %r<3>;
                    ld.param.u32 %r0, [n];
                    ld.global.u32 %r1, [counter];
                    add.s32 %r2, %r1, %r0;
                    st.global.u32 [counter], %r2;
                    ret;
                }
                """;
        Machine one = new Machine(ptx);
        Machine two = new Machine(ptx);
        one.launch("add", Dim3.of(1), Dim3.of(1), 0, 10);
        two.launch("add", Dim3.of(1), Dim3.of(1), 0, 100);
        assertEquals(15, Machine.ints(one.module.variable("counter"))[0]);
        assertEquals(105, Machine.ints(two.module.variable("counter"))[0]);
        assertNotSame(one.module.program("add", Instrument.NONE), two.module.program("add", Instrument.NONE));
    }
}
