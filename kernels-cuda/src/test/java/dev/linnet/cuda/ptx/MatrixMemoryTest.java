package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault.Kind;

/**
 * {@code ldmatrix}, {@code stmatrix} and {@code movmatrix}: matrices of 8 x 8 half words, of which lane t holds row t/4, columns
 * 2(t%4) and the next; with {@code .trans} those of the transposed matrix.
 */
class MatrixMemoryTest {
    private static final String HEAD = """
            .version 8.7
            .target sm_90
            .address_size 64
            .visible .entry k(.param .u64 in, .param .u64 out) {
            .reg .b32 %r<8>, %t, %s, %a;
            .reg .b64 %i, %o, %at, %g;
            .reg .pred %q;
            .shared .align 16 .b8 mem[4096];
            ld.param.u64 %i, [in];
            ld.param.u64 %o, [out];
            mov.u32 %t, %tid.x;
            mov.u32 %s, mem;
            mul.wide.u32 %at, %t, 16;
            """;
    /** Rows lie 80 bytes apart, in another order than the lanes'. */
    private static final String ROWS = """
            mad.lo.u32 %a, %t, 7, 3;
            and.b32 %a, %a, 31;
            mad.lo.u32 %a, %a, 80, %s;
            """;

    private static String registers(int count) {
        return "{" + String.join(", ", Stream.of("%r0", "%r1", "%r2", "%r3").limit(count).toList()) + "}";
    }

    /** Which row of the {@code matrix}-th matrix, and which column in it, is a lane's lower or upper half word. */
    private static int[] held(int lane, int half, boolean transposed) {
        int down = lane / 4;
        int across = 2 * (lane % 4) + half;
        return transposed ? new int[] {across, down} : new int[] {down, across};
    }

    static Stream<String> modifiers() {
        return Stream.of("x1", "x2", "x4", "x1.trans", "x2.trans", "x4.trans")
                .flatMap(m -> Stream.of(m + ".shared", m + ".shared::cta", m));
    }

    private static int count(String modifiers) {
        return modifiers.charAt(1) - '0';
    }

    /** Generic addresses take 64 bits. */
    private static String address(String modifiers) {
        return modifiers.contains("shared")
                ? "[%a]"
                : "[%g]";
    }

    private static final String GENERIC = "cvt.u64.u32 %g, %a;\ncvta.shared.u64 %g, %g;\n";

    private static int[] random(int n) {
        SplittableRandom r = new SplittableRandom(4);
        return r.ints(n).toArray();
    }

    private static Machine checked(String ptx) {
        Machine m = new Machine(ptx);
        m.options = m.options.withChecks(true);
        return m;
    }

    @ParameterizedTest
    @MethodSource("modifiers")
    void ldmatrix_hands_out_rows_or_columns(String modifiers) {
        int n = count(modifiers);
        boolean transposed = modifiers.contains("trans");
        Machine m = checked(HEAD + ROWS + """
                add.s64 %i, %i, %at;
                add.s64 %o, %o, %at;
                ld.global.v4.b32 {%r0, %r1, %r2, %r3}, [%i];
                st.shared.v4.b32 [%a], {%r0, %r1, %r2, %r3};
                bar.warp.sync -1;
                """ + GENERIC + "ldmatrix.sync.aligned.m8n8." + modifiers + ".b16 " + registers(n) + ", "
                + address(modifiers) + ";\nst.global.v4.b32 [%o], {%r0, %r1, %r2, %r3};\nret;\n}\n");
        int[] in = random(128);
        Buffer out = m.ints("out", new int[128]);
        m.launch("k", Dim3.of(1), Dim3.of(32), 0, m.ints("in", in), out);
        int[] got = Machine.ints(out);
        for (int lane = 0; lane < 32; lane++) {
            for (int j = 0; j < n; j++) {
                for (int half = 0; half < 2; half++) {
                    int[] at = held(lane, half, transposed);
                    // Lane 8j + row gave the address of the row, and put its own 16 bytes there.
                    int word = in[4 * (8 * j + at[0]) + at[1] / 2];
                    assertEquals(word >>> (16 * (at[1] % 2)) & 0xffff, got[4 * lane + j] >>> (16 * half) & 0xffff,
                            "lane " + lane + " register " + j);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modifiers")
    void stmatrix_writes_rows_or_columns(String modifiers) {
        int n = count(modifiers);
        boolean transposed = modifiers.contains("trans");
        Machine m = checked(HEAD + ROWS + """
                add.s64 %i, %i, %at;
                add.s64 %o, %o, %at;
                ld.global.v4.b32 {%r0, %r1, %r2, %r3}, [%i];
                """ + GENERIC + "stmatrix.sync.aligned.m8n8." + modifiers + ".b16 " + address(modifiers) + ", "
                + registers(n) + ";\nbar.warp.sync -1;\nsetp.ge.u32 %q, %t, " + 8 * n
                + ";\n@%q ret;\nld.shared.v4.b32 {%r4, %r5, %r6, %r7}, [%a];\n"
                + "st.global.v4.b32 [%o], {%r4, %r5, %r6, %r7};\nret;\n}\n");
        int[] in = random(128);
        Buffer out = m.ints("out", new int[128]);
        m.launch("k", Dim3.of(1), Dim3.of(32), 0, m.ints("in", in), out);
        int[] got = Machine.ints(out);
        for (int lane = 0; lane < 32; lane++) {
            for (int j = 0; j < n; j++) {
                for (int half = 0; half < 2; half++) {
                    int[] at = held(lane, half, transposed);
                    int word = got[4 * (8 * j + at[0]) + at[1] / 2];
                    assertEquals(in[4 * lane + j] >>> (16 * half) & 0xffff, word >>> (16 * (at[1] % 2)) & 0xffff,
                            "lane " + lane + " register " + j);
                }
            }
        }
    }

    @Test
    void movmatrix_transposes() {
        Machine m = new Machine(HEAD + """
                add.s64 %i, %i, %at;
                add.s64 %o, %o, %at;
                ld.global.b32 %r0, [%i];
                movmatrix.sync.aligned.m8n8.trans.b16 %r1, %r0;
                st.global.b32 [%o], %r1;
                ret;
                }
                """);
        int[] in = random(128);
        Buffer out = m.ints("out", new int[128]);
        m.launch("k", Dim3.of(1), Dim3.of(32), 0, m.ints("in", in), out);
        int[] got = Machine.ints(out);
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 8; column++) {
                int from = in[4 * (row * 4 + column / 2)] >>> (16 * (column % 2)) & 0xffff;
                assertEquals(from, got[4 * (column * 4 + row / 2)] >>> (16 * (row % 2)) & 0xffff);
            }
        }
    }

    @Test
    void rows_must_lie_at_multiples_of_sixteen_bytes() {
        Machine m = new Machine(HEAD + """
                mad.lo.u32 %a, %t, 24, %s;
                ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r0}, [%a];
                ret;
                }
                """);
        KernelFault f = assertThrows(KernelFault.class,
                () -> m.launch("k", Dim3.of(1), Dim3.of(32), 0, 0L, 0L));
        assertEquals(Kind.MISALIGNED, f.kind());
    }

    @Test
    void reading_rows_that_nobody_wrote_is_found() {
        Machine m = checked(HEAD + """
                mad.lo.u32 %a, %t, 16, %s;
                ldmatrix.sync.aligned.m8n8.x1.shared.b16 {%r0}, [%a];
                ret;
                }
                """);
        KernelFault f = assertThrows(KernelFault.class,
                () -> m.launch("k", Dim3.of(1), Dim3.of(32), 0, 0L, 0L));
        assertEquals(Kind.UNINITIALISED, f.kind());
    }

    @Test
    void rows_that_another_warp_writes_without_a_barrier_are_a_race() {
        Machine m = checked(HEAD + """
                mad.lo.u32 %a, %t, 16, %s;
                st.shared.v4.b32 [%a], {%t, %t, %t, %t};
                and.b32 %a, %t, 31;
                mad.lo.u32 %a, %a, 16, %s;
                ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r0, %r1, %r2, %r3}, [%a];
                ret;
                }
                """);
        KernelFault f = assertThrows(KernelFault.class,
                () -> m.launch("k", Dim3.of(1), Dim3.of(64), 0, 0L, 0L));
        assertEquals(Kind.DATA_RACE, f.kind());
        assertTrue(f.what().contains("wrote"), f.what());
    }
}
