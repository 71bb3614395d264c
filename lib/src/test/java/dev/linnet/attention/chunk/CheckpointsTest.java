package dev.linnet.attention.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    @Test
    void every_chunk_is_visited_from_last_to_first_with_the_state_that_entered_it() {
        for (int slots = 2; slots < 6; slots++) {
            var checkpoints = new Checkpoints(1, slots);
            for (int count = 0; count < 70; count++) {
                var visited = new ArrayList<Integer>();
                checkpoints.reverse(count, new float[] {100}, new Checkpoints.Chunks() {
                    @Override
                    public void advance(int chunk, float[] state) {
                        assertEquals(100 + chunk, state[0]);
                        state[0]++;
                    }

                    @Override
                    public void visit(int chunk, float[] state) {
                        assertEquals(100 + chunk, state[0]);
                        visited.add(chunk);
                    }
                });
                int n = count;
                assertEquals(IntStream.range(0, n).map(i -> n - 1 - i).boxed().toList(), visited);
            }
        }
    }

    @Test
    void three_levels_of_ten_slots_cover_a_thousand_chunks_with_two_more_passes_at_most() {
        var advances = new int[1];
        new Checkpoints(1, 10).reverse(1000, new float[1], new Checkpoints.Chunks() {
            @Override
            public void advance(int chunk, float[] state) {
                advances[0]++;
            }

            @Override
            public void visit(int chunk, float[] state) {}
        });
        assertTrue(advances[0] <= 3000, advances[0] + " advances");
    }
}
