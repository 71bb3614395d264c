package dev.linnet.kernel.magic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class NearestNamesTest {
    @Test
    void a_swap_of_neighbours_is_one_edit() {
        assertEquals(1, NearestNames.distance("lenght", "length"));
        assertEquals(3, NearestNames.distance("kitten", "sitting"));
    }

    @Test
    void near_names_come_first_and_far_ones_not_at_all() {
        assertEquals(List.of("count", "counts"), NearestNames.of("cuont", List.of("sum", "counts", "count", "c")));
        assertEquals(List.of("Total"), NearestNames.of("total", List.of("Total", "other")));
        assertEquals(List.of(), NearestNames.of("x", List.of("y", "z")));
    }
}
