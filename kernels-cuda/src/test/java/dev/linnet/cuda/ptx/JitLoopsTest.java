package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.memory.Buffer;

/** Loops that a compiler has unrolled, in many ways, give the same bits in byte code as in the interpreter. */
class JitLoopsTest {
    private static final int THREADS = 64;
    private static final int WORDS = 4096;

    /** Random unrolled loops on a thread's two floats, with words of its own and words that all threads read. */
    private static final class Writer {
        private final SplittableRandom r;
        private final StringBuilder body = new StringBuilder();
        private int registers = 10;
        private String sum = "%f1";
        private String other = "%f2";

        Writer(long seed) {
            r = new SplittableRandom(seed);
        }

        private void line(String text) {
            body.append(text).append('\n');
        }

        private String fresh() {
            return "%f" + registers++;
        }

        private void loop(int number) {
            int rounds = 2 + r.nextInt(9);
            int step = 4 * (1 + r.nextInt(20));
            int rowStep = 256 * r.nextInt(4);
            boolean four = r.nextBoolean();
            boolean inPlace = r.nextInt(3) == 0;
            boolean stores = r.nextInt(3) == 0;
            boolean crooked = r.nextInt(4) == 0;
            boolean crossed = r.nextInt(3) == 0;
            boolean constant = r.nextInt(3) == 0;
            int kind = r.nextInt(4);
            for (int round = 0; round < rounds; round++) {
                int at = crooked && round == rounds / 2 ? 8 : 0;
                String[] words = {fresh(), fresh(), fresh(), fresh()};
                if (four) {
                    line("ld.shared.v4.f32 {%s, %s, %s, %s}, [%%r5+%d];".formatted(words[0], words[1], words[2],
                            words[3],
                            16 * (round + number)));
                } else {
                    line("ld.shared.f32 %s, [%%r5+%d];".formatted(words[0], step * round + at));
                }
                String own = fresh();
                line((kind == 0 ? "ld.global.f32 %s, [%%rd5+%d];" : "ld.shared.f32 %s, [%%r6+%d];").formatted(own,
                        rowStep * round));
                for (int k = 0; k < (four ? 4 : 1); k++) {
                    String next = inPlace ? sum : fresh();
                    String before = constant && round == 0 && k == 0 ? "0f3F800000" : sum;
                    line("fma.rn.f32 %s, %s, %s, %s;".formatted(next, words[k], kind == 1 ? other : own, before));
                    sum = next;
                }
                if (crossed) {
                    String next = fresh();
                    line("%s.f32 %s, %s, %s;".formatted("add", next, other, sum));
                    other = next;
                }
                if (stores) {
                    line("st.shared.f32 [%%r6+%d], %s;".formatted(rowStep * round, kind == 2 ? own : sum));
                }
            }
            if (r.nextBoolean()) {
                String swap = sum;
                sum = other;
                other = swap;
            }
        }

        String kernel() {
            int loops = 1 + r.nextInt(4);
            boolean parted = r.nextInt(3) == 0;
            if (parted) {
                line("setp.gt.u32 %%p1, %%r1, %d;".formatted(r.nextInt(THREADS)));
                line("mov.f32 %f1, 0f3F800000;");
                line("mov.f32 %f2, 0f40000000;");
                line("mov.f32 %f3, 0f00000000;");
                line("mov.f32 %f4, 0f00000000;");
                line("@%p1 bra $join;");
            }
            for (int k = 0; k < loops; k++) {
                loop(k);
            }
            line("mov.f32 %%f3, %s;".formatted(sum));
            line("mov.f32 %%f4, %s;".formatted(other));
            return """
                    .version 8.0
                    .target sm_80
                    .address_size 64
                    .visible .entry k(.param .u64 k_param_0, .param .u64 k_param_1)
                    {
                    .reg .pred %%p<4>;
                    .reg .f32 %%f<%d>;
                    .reg .b32 %%r<12>;
                    .reg .b64 %%rd<12>;
                    .shared .align 16 .b8 words[%d];
                    ld.param.u64 %%rd1, [k_param_0];
                    ld.param.u64 %%rd2, [k_param_1];
                    cvta.to.global.u64 %%rd3, %%rd1;
                    cvta.to.global.u64 %%rd4, %%rd2;
                    mov.u32 %%r1, %%tid.x;
                    shl.b32 %%r2, %%r1, 2;
                    mov.u32 %%r3, words;
                    add.s32 %%r4, %%r3, %%r2;
                    mul.wide.u32 %%rd6, %%r1, 4;
                    add.s64 %%rd5, %%rd3, %%rd6;
                    add.s64 %%rd7, %%rd4, %%rd6;
                    mov.u32 %%r7, %%r4;
                    mov.u64 %%rd8, %%rd5;
                    mov.u32 %%r8, 0;
                    $fill:
                    ld.global.f32 %%f5, [%%rd8];
                    st.shared.f32 [%%r7], %%f5;
                    add.s64 %%rd8, %%rd8, %d;
                    add.s32 %%r7, %%r7, %d;
                    add.s32 %%r8, %%r8, %d;
                    setp.lt.s32 %%p2, %%r8, %d;
                    @%%p2 bra $fill;
                    bar.sync 0;
                    mov.u32 %%r5, %%r3;
                    add.s32 %%r6, %%r4, 2048;
                    ld.global.f32 %%f1, [%%rd5];
                    ld.global.f32 %%f2, [%%rd5+512];
                    %s
                    $join:
                    add.f32 %%f6, %%f3, %%f4;
                    st.global.f32 [%%rd7], %%f3;
                    st.global.f32 [%%rd7+%d], %%f4;
                    st.global.f32 [%%rd7+%d], %%f6;
                    ld.shared.f32 %%f7, [%%r6];
                    st.global.f32 [%%rd7+%d], %%f7;
                    ret;
                    }
                    """
                    .formatted(registers, 4 * WORDS, 4 * THREADS, 4 * THREADS, THREADS, WORDS, body, 4 * THREADS,
                            8 * THREADS, 12 * THREADS);
        }
    }

    @Test
    void unrolled_loops_agree() {
        for (int seed = 0; seed < 60; seed++) {
            String ptx = new Writer(seed).kernel();
            var random = new SplittableRandom(seed);
            float[] in = new float[WORDS];
            for (int k = 0; k < in.length; k++) {
                in[k] = (float) random.nextDouble(-1, 1);
            }
            // Another NaN than arithmetic makes.
            in[random.nextInt(300)] = Float.intBitsToFloat(0xffc12345);
            List<int[]> bits = new ArrayList<>();
            List<LaunchReport.Totals> totals = new ArrayList<>();
            for (Jit jit : new Jit[] {Jit.OFF, Jit.ALWAYS}) {
                Machine m = new Machine(ptx);
                m.options = m.options.withJit(jit);
                Buffer out = m.floats("out", new float[4 * THREADS]);
                totals.add(m.launch("k", Dim3.of(1), Dim3.of(THREADS), 0, m.floats("in", in), out).totals());
                bits.add(Machine.ints(out));
            }
            assertArrayEquals(bits.get(0), bits.get(1), () -> ptx);
            assertEquals(totals.get(0), totals.get(1), () -> ptx);
        }
    }

    private static final String STRIDES = """
            .version 8.0
            .target sm_80
            .address_size 64
            .visible .entry k(.param .u64 x, .param .u64 y, .param .u32 n, .param .u64 out)
            {
                .reg .pred %p<3>;
                .reg .f32 %f<6>;
                .reg .b32 %r<9>;
                .reg .b64 %rd<12>;
                ld.param.u64 %rd1, [x];
                ld.param.u64 %rd2, [y];
                ld.param.u32 %r1, [n];
                ld.param.u64 %rd3, [out];
                cvta.to.global.u64 %rd4, %rd1;
                cvta.to.global.u64 %rd5, %rd2;
                cvta.to.global.u64 %rd6, %rd3;
                mov.u32 %r2, %ntid.x;
                mov.u32 %r3, %ctaid.x;
                mov.u32 %r4, %tid.x;
                mad.lo.s32 %r5, %r3, %r2, %r4;
                mul.wide.s32 %rd7, %r5, 4;
                add.s64 %rd8, %rd6, %rd7;
                mov.f32 %f1, 0f00000000;
                setp.ge.s32 %p1, %r5, %r1;
                @%p1 bra $done;
                mov.u32 %r6, %nctaid.x;
                mul.lo.s32 %r7, %r6, %r2;
            $next:
                mul.wide.s32 %rd9, %r5, 4;
                add.s64 %rd10, %rd4, %rd9;
                add.s64 %rd11, %rd5, %rd9;
                ld.global.f32 %f2, [%rd10];
                ld.global.f32 %f3, [%rd11+4];
                fma.rn.f32 %f1, %f2, %f3, %f1;
                add.s32 %r5, %r5, %r7;
                setp.lt.s32 %p2, %r5, %r1;
                @%p2 bra $next;
            $done:
                st.global.f32 [%rd8], %f1;
                ret;
            }
            """;

    /** Whole blocks that end with the buffer, or somewhere in a block, in a warp, and in a vector of lanes. */
    @Test
    void loops_in_strides_of_the_grid_agree_up_to_the_end_of_a_buffer() {
        for (int threads : new int[] {32, 96, 256, 512}) {
            for (int blocks : new int[] {1, 3}) {
                for (int n : new int[] {7, threads * blocks, 1000, 4096, 4097, 5 * threads * blocks - 24}) {
                    assertEquals(strided(Jit.OFF, threads, blocks, n), strided(Jit.ALWAYS, threads, blocks, n),
                            () -> threads + " threads, " + blocks + " blocks, " + n + " numbers");
                }
            }
        }
    }

    /** What comes out, or what was wrong, and what was counted. */
    private static List<Object> strided(Jit jit, int threads, int blocks, int n) {
        Machine m = new Machine(STRIDES);
        m.options = m.options.withJit(jit);
        var random = new SplittableRandom(n);
        float[] in = new float[n + 1];
        for (int k = 0; k < in.length; k++) {
            in[k] = (float) random.nextDouble(-1, 1);
        }
        Buffer y = m.floats("y", in);
        Buffer x = m.floats("x", Arrays.copyOf(in, n));
        Buffer out = m.floats("out", new float[threads * blocks]);
        List<Object> found = new ArrayList<>();
        for (int launch = 0; launch < 3; launch++) {
            found.add(m.launch("k", Dim3.of(blocks), Dim3.of(threads), 0, x, y, n, out).totals());
            found.add(Arrays.toString(Machine.ints(out)));
        }
        for (Object[] wrong : new Object[][] {{x, x, n}, {y, y, n + 1}, {x.address() + 2, y, n}}) {
            Exception e = assertThrows(Exception.class,
                    () -> m.launch("k", Dim3.of(blocks), Dim3.of(threads), 0, wrong[0], wrong[1], wrong[2], out));
            found.add(e.getMessage());
        }
        return found;
    }
}
