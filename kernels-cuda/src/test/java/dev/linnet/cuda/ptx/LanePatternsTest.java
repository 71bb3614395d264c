package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Loads and stores have quick ways for patterns of addresses across a warp; all give what one lane at a time would. */
class LanePatternsTest {
    private static final int SIZE = 256;
    private static final int[] ACTIVE = {-1, 0xffff, 0xffff0000, 0x0f0f00ff, 1 << 17, 0x7fffffff};
    private final Machine m = Machine.of("races.ptx");
    private final SplittableRandom random = new SplittableRandom(7);

    private void compare(IntUnaryOperator from, IntUnaryOperator to, boolean checks) {
        int[] x = random.ints(SIZE).toArray();
        int[] reads = new int[32];
        int[] writes = new int[32];
        Arrays.setAll(reads, from);
        Arrays.setAll(writes, to);
        m.options = m.options.withChecks(checks);
        for (int active : ACTIVE) {
            int[] expected = new int[SIZE];
            for (int lane = 0; lane < 32; lane++) {
                if ((active >>> lane & 1) != 0) {
                    expected[writes[lane]] = 2 * x[reads[lane]] + 1;
                }
            }
            Buffer y = m.ints("y", new int[SIZE]);
            m.launch("permute", Dim3.of(1), Dim3.of(32), 0, m.ints("from", reads), m.ints("to", writes),
                    m.ints("x", x), y, active);
            assertArrayEquals(expected, Machine.ints(y));
        }
    }

    @Test
    void rows_columns_and_shuffles_equal_single_lanes() {
        int[] order = random.ints(0, SIZE).distinct().limit(32).toArray();
        IntUnaryOperator[] reads = {lane -> lane, lane -> lane + 5, lane -> 9, lane -> lane / 16, lane -> lane % 16,
                lane -> 100 + lane / 16 * 40 + lane % 16, lane -> 8 * (lane / 8) + 50 + lane % 8,
                lane -> SIZE - 1 - lane,
                lane -> 7 * lane, lane -> lane < 16 ? lane : 3, lane -> order[lane], lane -> SIZE - 32 + lane};
        IntUnaryOperator[] writes = {lane -> lane, lane -> SIZE - 32 + lane, lane -> 100 + lane / 16 * 40 + lane % 16,
                lane -> 3 * lane, lane -> SIZE - 1 - lane, lane -> order[lane]};
        for (IntUnaryOperator from : reads) {
            for (IntUnaryOperator to : writes) {
                compare(from, to, false);
                compare(from, to, true);
            }
        }
    }
}
