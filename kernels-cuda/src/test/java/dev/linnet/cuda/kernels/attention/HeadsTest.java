package dev.linnet.cuda.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeadsTest {
    @Test
    void segments_fill_a_gpu_and_with_gates_are_short() {
        var wide = new Heads(2, 16, 32_768, 128);
        assertEquals(64, wide.chunksOfSegment(32_768, false));
        assertEquals(11, wide.chunksOfSegment(32_768, true));
        assertEquals(11, new Heads(2, 16, 8192, 64).chunksOfSegment(8192, true), "they fill it once");
        for (int all = 1; all < 5000; all = 3 * all + 1) {
            for (int rows = 1; rows < 100_000; rows = 3 * rows + 1) {
                for (int width : new int[] {64, 128}) {
                    int per = new Heads(1, all, rows, width).chunksOfSegment(rows, true);
                    assertTrue(per >= 1 && per <= 12, all + " heads of " + rows + " rows: " + per);
                }
            }
        }
    }
}
