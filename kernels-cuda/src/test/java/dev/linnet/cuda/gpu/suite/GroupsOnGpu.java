package dev.linnet.cuda.gpu.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.linnet.cuda.LaunchShape;

/** Cooperative groups, and libcu++'s barriers, pipelines and atomics. */
@OnGpu
class GroupsOnGpu {
    private final Twins groups = Twins.compile("groups", Cells.GROUPS);
    private final Twins barriers = Twins.compile("barriers", Cells.BARRIERS);

    private static int[] squares(int n) {
        return IntStream.range(0, n).map(k -> k * k).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiles32", "tiles16", "tiles4", "tiles2", "partitions", "coalesced", "split_barrier"})
    void groups_of_a_block_agree(String kernel) {
        groups.same(kernel, LaunchShape.of(1, 64), (Object) new int[15 * 64]);
    }

    @Test
    void tiles_of_two_warps_agree() {
        groups.same("two_warps", LaunchShape.of(1, 128), (Object) new int[5 * 128]);
    }

    @Test
    void collective_copies_arrive() {
        groups.same("copies", LaunchShape.of(1, 64), squares(512), new int[512]);
    }

    @Test
    void a_whole_grid_waits_for_itself() {
        groups.same("whole_grid", LaunchShape.of(6, 64), new int[6 * 64], new int[6 * 64]);
    }

    @Test
    void a_grid_that_does_not_fit_is_refused() {
        int n = 100_000 * 64;
        var message = assertThrows(RuntimeException.class,
                () -> groups.gpu().kernel("whole_grid").launch(100_000, 64, 0, new int[n], new int[n])).getMessage();
        Findings.note(message);
        assertTrue(message.startsWith("whole_grid waits for its whole grid"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meets", "drops"})
    void threads_meet_at_barriers_in_shared_memory(String kernel) {
        barriers.same(kernel, LaunchShape.of(1, 64), (Object) new int[64]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"copies_to_a_barrier", "pipeline_of_a_thread", "pipeline_of_a_block"})
    void pipelines_deliver(String kernel) {
        barriers.same(kernel, LaunchShape.of(1, 64), squares(256), new int[256]);
    }

    @Test
    void atomics_of_every_order_and_scope_leave_the_same() {
        barriers.same("atomics", LaunchShape.of(1, 32), new int[3], new double[1], new long[] {5}, new int[35]);
    }

    /** The old values depend on the order of threads; what is left does not. */
    @Test
    void atomics_on_vectors_and_sixteen_bytes_leave_the_same() {
        long[][] q = new long[2][];
        float[][] sums = new float[2][];
        int[][] halves = new int[2][];
        for (int k = 0; k < 2; k++) {
            q[k] = new long[] {10, 20, 30, 40, 0, 0, 0, 0, 0, 0};
            sums[k] = new float[] {0.5f, 0, 0, 0};
            halves[k] = new int[2];
            var h = new int[1];
            var g = new int[1];
            (k == 0 ? barriers.cpu() : barriers.gpu()).kernel("wide")
                    .launch(1, 32, 0, new float[2], sums[k], MemorySegment.ofArray(q[k]), MemorySegment.ofArray(h),
                            MemorySegment.ofArray(g), new float[128]);
            halves[k] = new int[] {h[0], g[0]};
        }
        assertArrayEquals(q[0], q[1], () -> Arrays.toString(q[1]));
        assertArrayEquals(sums[0], sums[1]);
        assertArrayEquals(halves[0], halves[1]);
    }
}
