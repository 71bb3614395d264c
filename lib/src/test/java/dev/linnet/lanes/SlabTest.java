package dev.linnet.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.lanes.Lanes;
import org.junit.jupiter.api.Test;

class SlabTest {
    @Test
    void stretches_lie_apart_inside_the_array_and_begin_on_lines_behind_a_header_of_16_bytes() {
        var slab = new Slab();
        int end = 0;
        for (int numbers : new int[] {1, 16, 17, 64, 0, 1000}) {
            int at = slab.take(numbers);
            assertEquals(0, (at * Float.BYTES + 16) % (Lanes.WIDTH * Float.BYTES), "where " + numbers + " begin");
            assertTrue(at >= end, numbers + " begin at " + at + ", before " + end);
            end = at + numbers;
        }
        assertTrue(slab.array().length >= end);
        assertSame(slab.array(), slab.array());
    }

    @Test
    void nothing_is_taken_from_a_slab_in_use() {
        var slab = new Slab();
        slab.take(3);
        slab.array();
        assertThrows(IllegalStateException.class, () -> slab.take(3));
    }

    @Test
    void long_sequences_get_an_array_of_their_own() {
        var slab = new Slab();
        assertSame(slab, slab.withRoom(1000));
        assertNotSame(slab, slab.withRoom(3_000_000_000L));
        slab.take(200_000_000);
        assertNotSame(slab, slab.withRoom(100_000_000));
    }
}
