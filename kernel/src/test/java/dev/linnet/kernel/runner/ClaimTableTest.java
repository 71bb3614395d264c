package dev.linnet.kernel.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class ClaimTableTest {
    private static final ClaimRow HELD = new ClaimRow("parity is exact", "1.0", "at least 0.99", "1.000", "", true);
    private static final ClaimRow FAILED = new ClaimRow("α fails\nhere", "0.5", "less than 0.1", "", "", false);

    @Test
    void columns_line_up_and_the_last_line_counts() {
        assertEquals("""
                       claim            measured  expected       paper
                holds  parity is exact  1         at least 0.99  1.000
                FAILS  α fails here     0.5       less than 0.1
                1 of 2 claims fail.""", String.join("\n", ClaimTable.lines(List.of(HELD, FAILED), false)));
    }

    @Test
    void colour_is_used_only_where_asked_for() {
        assertTrue(ClaimTable.lines(List.of(FAILED), true).get(1).startsWith("\033[31mFAILS"));
        assertEquals("The claim holds.", ClaimTable.lines(List.of(HELD), false).getLast());
        assertEquals("All 2 claims hold.", ClaimTable.lines(List.of(HELD, HELD), false).getLast());
    }

    @Test
    void measured_numbers_are_rounded_and_other_measurements_kept() {
        for (var pair : List.of(List.of("1.000000220976724", "1"), List.of("0.9707031250", "0.9707"),
                List.of("1234567", "1234567"), List.of("NaN", "NaN"), List.of("true", "true"),
                List.of("3.2E-7", "0.00000032"))) {
            var row = new ClaimRow("c", pair.getFirst(), "e", "", "", true);
            assertEquals("holds  c      " + pair.getLast(), ClaimTable.lines(List.of(row), false)
                    .get(1)
                    .replaceFirst(" +e$", ""));
        }
    }

    @Test
    void no_claims_no_table() {
        assertEquals(List.of(), ClaimTable.lines(List.of(), true));
    }

    @Test
    void long_claims_are_shortened_by_whole_characters() {
        var row = new ClaimRow("😀".repeat(80), "1", "2", "", "", true);
        assertTrue(ClaimTable.lines(List.of(row), false).get(1).contains("😀".repeat(71) + "…"));
    }
}
