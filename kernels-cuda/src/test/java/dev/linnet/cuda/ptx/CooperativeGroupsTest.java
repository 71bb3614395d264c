package dev.linnet.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Cooperative groups as nvcc compiles them; {@code groups.cu} is the source. All but the grid's run with every check. */
class CooperativeGroupsTest {
    private static final int THREADS = 64;
    private final Machine m = checked();
    private int[] got;

    private static Machine checked() {
        Machine made = Machine.of("groups.ptx");
        made.options = made.options.withChecks(true);
        return made;
    }

    private void run(String kernel, int threads, int size) {
        Buffer out = m.ints("out", new int[size]);
        m.launch(kernel, Dim3.of(1), Dim3.of(threads), 0, out);
        got = Machine.ints(out);
    }

    private void row(int row, String what, IntUnaryOperator want) {
        for (int t = 0; t < THREADS; t++) {
            assertEquals(want.applyAsInt(t), got[row * THREADS + t], what + " of thread " + t);
        }
    }

    /** The threads of the group that {@code t} is in, in their order. */
    private static List<Integer> group(IntPredicate in) {
        return IntStream.range(0, THREADS).filter(in).boxed().toList();
    }

    private static int sum(List<Integer> threads) {
        return threads.stream().mapToInt(t -> t).sum();
    }

    private static int bits(List<Integer> threads, IntPredicate which) {
        int bits = 0;
        for (int k = 0; k < threads.size(); k++) {
            bits |= which.test(threads.get(k)) ? 1 << k : 0;
        }
        return bits;
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 16, 4, 2})
    void tiles_exchange_reduce_and_scan(int n) {
        run("tiles" + n, THREADS, 15 * THREADS);
        row(0, "rank", t -> t % n);
        row(1, "meta group", t -> t / n * 100 + THREADS / n);
        row(2, "sum", t -> sum(tile(t, n)));
        row(3, "inclusive scan", t -> sum(tile(t, n).subList(0, t % n + 1)));
        row(4, "exclusive scan", t -> sum(tile(t, n).subList(0, t % n)));
        row(5, "shuffles", t -> {
            List<Integer> tile = tile(t, n);
            int up = t % n == 0 ? t : t - 1;
            int down = t % n == n - 1 ? t : t + 1;
            return tile.getLast() + up * 100 + down * 10_000 + (t ^ n / 2) * 1_000_000;
        });
        row(6, "any and all", t -> (tile(t, n).contains(5) ? 1 : 0)
                + (tile(t, n).stream().allMatch(k -> k < 40) ? 2 : 0));
        row(7, "ballot", t -> bits(tile(t, n), k -> k % 3 == 0));
        row(8, "match any", t -> bits(tile(t, n), k -> k % 2 == t % 2));
        row(9, "match all", t -> bits(tile(t, n), _ -> true) + 1);
        row(10, "largest", t -> (int) (tile(t, n).getLast() * 0.5f));
        row(11, "exclusive or", t -> tile(t, n).stream().mapToInt(k -> k ^ 21).reduce(0, (a, b) -> a ^ b));
        row(12, "smallest", t -> tile(t, n).getFirst());
        row(13, "scan of the largest",
                t -> tile(t, n).subList(0, t % n + 1).stream().mapToInt(k -> k * 7 % 64).max().getAsInt());
        row(14, "threads", _ -> n);
    }

    private static List<Integer> tile(int t, int n) {
        return group(k -> k / n == t / n);
    }

    @Test
    void warps_are_partitioned_by_label_and_by_predicate() {
        run("partitions", THREADS, 8 * THREADS);
        row(0, "labelled", t -> place(labelled(t), t));
        row(1, "sum of the labelled", t -> sum(labelled(t)));
        row(2, "binary", t -> place(binary(t), t));
        row(3, "scan of the binary", t -> sum(binary(t).subList(0, binary(t).indexOf(t) + 1)));
        // Groups are numbered by their first threads.
        row(4, "meta group", t -> IntStream.range(0, 3)
                .map(k -> t / 32 * 32 + k)
                .filter(k -> k % 3 == t % 3)
                .findFirst()
                .getAsInt() % 32 * 100 + 3);
        row(5, "dynamic tile", t -> 8000 + t % 8);
        row(6, "one thread's work", _ -> 82);
        row(7, "block", t -> THREADS + t + THREADS);
    }

    private static int place(List<Integer> group, int t) {
        return group.size() * 1000 + group.indexOf(t);
    }

    private static List<Integer> labelled(int t) {
        return group(k -> k / 32 == t / 32 && k % 3 == t % 3);
    }

    private static List<Integer> binary(int t) {
        return group(k -> k / 32 == t / 32 && (k % 5 == 0) == (t % 5 == 0));
    }

    @Test
    void threads_of_a_branch_form_a_group() {
        run("coalesced", THREADS, 10 * THREADS);
        for (int t = 0; t < THREADS; t++) {
            if (t % 3 == 1) {
                assertEquals(0, got[t]);
                continue;
            }
            int me = t;
            List<Integer> g = group(k -> k % 3 != 1 && k / 32 == me / 32);
            int rank = g.indexOf(t);
            int[] want = {place(g, t), g.get(2), g.get(Math.max(0, rank - 1)), g.get(Math.min(g.size() - 1, rank + 1)),
                    sum(g), bits(g, k -> k % 2 == 1), sum(g.subList(0, rank)), (g.contains(0) ? 1 : 0) + 2,
                    bits(g, k -> k / 16 == me / 16),
                    Math.min(4, g.size() - rank / 4 * 4) * 1000 + rank % 4};
            for (int row = 0; row < want.length; row++) {
                assertEquals(want[row], got[row * THREADS + t], "row " + row + " of thread " + t);
            }
        }
    }

    @Test
    void a_tile_of_two_warps_works_as_one() {
        run("two_warps", 128, 5 * 128);
        for (int t = 0; t < 128; t++) {
            int first = t / 64 * 64;
            assertEquals(IntStream.range(first, first + 64).sum(), got[t]);
            assertEquals(first + 3, got[128 + t]);
            assertEquals(t < 64 ? 3 : 0, got[256 + t]);
            assertEquals(t % 64 + 1, got[384 + t]);
            assertEquals(t / 64, got[512 + t]);
        }
    }

    @Test
    void arriving_and_waiting_may_be_apart() {
        run("split_barrier", THREADS, THREADS);
        row(0, "value", t -> 63 - t + 100 * t);
    }

    @Test
    void a_group_copies_and_waits_for_the_older_copy_first() {
        int[] in = IntStream.range(0, 512).map(k -> 3 * k).toArray();
        Buffer out = m.ints("out", new int[512]);
        m.launch("copies", Dim3.of(1), Dim3.of(THREADS), 0, m.ints("in", in), out);
        assertArrayEquals(IntStream.range(0, 512).map(k -> 3 * (k / 256 * 256 + 255 - k % 256)).toArray(),
                Machine.ints(out));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 37, 132})
    void the_whole_grid_waits_for_its_last_thread(int blocks) {
        int n = blocks * 96;
        Buffer x = m.ints("x", new int[n]);
        Buffer out = m.ints("out", new int[n]);
        m.launch("whole_grid", Dim3.of(blocks), Dim3.of(96), 0, x, out);
        assertArrayEquals(IntStream.range(0, n).map(k -> (k + 37) % n * 6).toArray(), Machine.ints(out));
    }

    @Test
    void a_grid_that_no_gpu_holds_at_once_cannot_wait_for_itself() {
        Buffer x = m.ints("x", 1);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> m.launch("whole_grid", Dim3.of(265), Dim3.of(1024), 0, x, x));
        assertTrue(e.getMessage().contains("at most 264 blocks of 1024 threads, got 265"), e.getMessage());
    }
}
