package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GridTest {
    @AfterEach
    void restore_limits() {
        Renderers.limits(RenderLimits.DEFAULT);
    }

    @Test
    void text_aligns_numbers_to_the_right_and_words_to_the_left() {
        var grid = new Grid("scores", List.of("name", "n"), List.of(),
                List.of(List.of("a", "1"), List.of("long", "100")));
        assertEquals("scores\nname    n\na       1\nlong  100", grid.text());
        WellFormed.html(grid.toMimeBundle());
    }

    @Test
    void a_large_table_shows_its_corners() {
        Renderers.limits(RenderLimits.DEFAULT.withElements(3).withColumns(3));
        var grid = Grid.of("", 100, 10, c -> "c" + c, r -> "r" + r, (r, c) -> r + ":" + c);
        assertEquals(List.of("c0", "c1", "...", "c9"), grid.columns());
        assertEquals(List.of("r0", "r1", "...", "r99"), grid.rowNames());
        assertEquals(List.of("99:0", "99:1", "...", "99:9"), grid.rows().get(3));
        WellFormed.html(grid.toMimeBundle());
    }

    @Test
    void rows_of_the_wrong_length_are_refused() {
        assertThrows(IllegalArgumentException.class,
                () -> new Grid("", List.of("a"), List.of(), List.of(List.of("1", "2"))));
        assertThrows(IllegalArgumentException.class, () -> new Grid("", List.of(), List.of("r"), List.of()));
    }
}
