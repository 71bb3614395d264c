package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class UniverseTest {
    private static final Universe ODEEN = Universe.standard();

    private static String refusal(Executable wrong) {
        return assertThrows(IllegalArgumentException.class, wrong).getMessage();
    }

    @Test
    void the_structures_are_as_many_as_their_length_says() {
        int[] counts = {7, 49, 343, 2401, 16807, 117649, 823543};
        for (int length = 1; length <= Universe.MAX_LENGTH; length++) {
            assertEquals(counts[length - 1], ODEEN.withLength(length).structureCount());
        }
        assertEquals(625, Universe.mini().structureCount());
    }

    @Test
    void an_id_is_the_place_in_ascii_order() {
        assertEquals(0, ODEEN.id("......"));
        assertEquals(1, ODEEN.id(".....A"));
        assertEquals(2401, ODEEN.id(".A...."));
        assertEquals(71487, ODEEN.id("aAbBvV"));
        assertEquals(117648, ODEEN.id("vvvvvv"));
        for (int id = 1; id < ODEEN.structureCount(); id++) {
            assertTrue(ODEEN.structure(id - 1).compareTo(ODEEN.structure(id)) < 0);
        }
    }

    @Test
    void structures_and_ids_are_one_to_one() {
        for (Universe universe : List.of(ODEEN, Universe.mini(), ODEEN.withLength(1), ODEEN.withPieces(".v"))) {
            for (int id = 0; id < universe.structureCount(); id++) {
                assertEquals(id, universe.id(universe.structure(id)));
                assertArrayEquals(universe.pieces(id), universe.pieces(universe.structure(id)));
            }
        }
    }

    @Test
    void the_six_bit_codes_are_those_of_the_paper() {
        assertEquals(List.of(0, 0b011001, 0b001010, 0b101001, 0b010101, 0b000110, 0b100101),
                Arrays.stream(Piece.values()).map(Piece::features).toList());
    }

    @Test
    void rules_are_counted_without_listing_them() {
        for (Universe universe : List.of(ODEEN, Universe.mini(), ODEEN.withConnectives(false),
                ODEEN.withRelations(List.of()), Universe.mini().withQuantities(Quantity.upTo(3)))) {
            assertEquals(universe.grammar().size(), universe.ruleCount());
        }
    }

    @Test
    void a_structure_of_a_wrong_length_is_refused_with_both_lengths() {
        assertEquals("The structure 'Aa' has 2 cells; a structure here has 6.", refusal(() -> ODEEN.id("Aa")));
        assertEquals("The structure '' has 0 cells; a structure here has 6.", refusal(() -> ODEEN.id("")));
    }

    @Test
    void a_wrong_character_is_refused_with_its_cell() {
        assertEquals("The structure '..x...' has 'x' in cell 3; a cell here is one of . A B V a b v.",
                refusal(() -> ODEEN.id("..x...")));
        assertEquals("The structure '...\u20ac..' has '\u20ac' in cell 4; a cell here is one of . A B V a b v.",
                refusal(() -> ODEEN.id("...\u20ac..")));
        assertEquals("The structure '..V.' has 'V' in cell 3; a cell here is one of . A B a b.",
                refusal(() -> Universe.mini().id("..V.")));
    }

    @Test
    void a_length_of_more_than_seven_is_refused_with_what_its_table_would_take() {
        assertEquals("The length of structures must be from 1 to 7, but is 8: the table of 24,794 rules by 5,764,801"
                + " structures would take 17.9 GB.", refusal(() -> ODEEN.withLength(8)));
        assertEquals("The length of structures must be from 1 to 7, but is 0.", refusal(() -> ODEEN.withLength(0)));
    }

    @Test
    void other_settings_that_make_no_world_are_refused() {
        assertEquals("There is no piece 'x': the pieces are . A B V a b v.", refusal(() -> ODEEN.withPieces(".Ax")));
        assertEquals("The pieces must contain the empty cell '.' and one more, but are 'A'.",
                refusal(() -> ODEEN.withPieces("A")));
        assertEquals("The pieces must contain the empty cell '.' and one more, but are '.'.",
                refusal(() -> ODEEN.withPieces(".")));
        assertEquals("A universe needs at least one of its objects, but got none.",
                refusal(() -> ODEEN.withObjects(List.of())));
        assertEquals("There is no structure 117,649: the ids go from 0 to 117,648.",
                refusal(() -> ODEEN.structure(117_649)));
        assertEquals("The number of 'at_least' must be from 1 to 7, but is 8.",
                refusal(() -> new Quantity(Quantity.Bound.AT_LEAST, 8)));
        assertEquals("The number of 'zero' must be 0, but is 1.", refusal(() -> new Quantity(Quantity.Bound.ZERO, 1)));
        assertTrue(refusal(() -> ObjectKind.of("green")).startsWith("There is no kind of object 'green'."));
    }

    @Test
    void a_sample_has_distinct_structures_and_all_of_them_if_so_many_are_wanted() {
        for (int count : new int[] {0, 1, 300, 400, 625}) {
            int[] sample = Universe.mini().sample(count, new SplittableRandom(count));
            assertEquals(count, Arrays.stream(sample).distinct().count());
            assertTrue(Arrays.stream(sample).allMatch(id -> id >= 0 && id < 625));
            assertArrayEquals(sample, Universe.mini().sample(count, new SplittableRandom(count)));
        }
        assertEquals("A sample of distinct structures has from 0 to 625 of them, which is all there are, but 626 were"
                + " asked for.", refusal(() -> Universe.mini().sample(626, new SplittableRandom(1))));
    }

    @Test
    void universes_are_equal_if_their_structures_and_rules_are() {
        assertEquals(ODEEN, Universe.mini()
                .withLength(6)
                .withPieces(".ABVabv")
                .withObjects(ObjectKind.standard())
                .withRelations(List.of(Relation.values()))
                .withConnectives(true));
        assertNotEquals(ODEEN, ODEEN.withLength(5));
        assertNotEquals(ODEEN, Universe.mini());
    }
}
