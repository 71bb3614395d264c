package dev.linnet.kernel.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonParser;

class KernelTableTest {
    private static final String RESULTS = """
            {"load": 0.1, "python": "3", "kernels": {
              "python3": {"start": {"failed": 0, "first_cell": {"n": 2, "min_ms": 330.4, "median_ms": 400}},
                          "stdout": {"seconds": 0.05, "lost": 0}},
              "linnet": {"start": {"failed": 1, "first_cell": {"n": 2, "min_ms": 240, "median_ms": 300}},
                         "stdout": {"failed": "no answer within 9 s\\nmore"}}}}""";

    private static KernelTable table() {
        return new KernelTable(JsonParser.parseString(RESULTS).getAsJsonObject());
    }

    @Test
    void kernels_stand_side_by_side_with_the_ratio_to_the_first() {
        assertTrue(
                table().markdown()
                        .contains("| start to first cell done, median (min) ms | 400 (330) | 300 (240) | 0.75 |\n"),
                table().markdown());
        assertTrue(table().markdown().startsWith("|  | python3 | linnet | ratio |\n|---|--:|--:|--:|\n"),
                table().markdown());
    }

    @Test
    void counts_have_no_ratio_and_what_was_not_measured_no_row() {
        assertTrue(table().markdown().contains("| failed starts | 0 | 1 |  |\n"), table().markdown());
        assertTrue(!table().markdown().contains("warm cell"), table().markdown());
    }

    @Test
    void a_phase_that_a_kernel_did_not_answer_is_said_to_have_failed() {
        assertTrue(table().markdown().contains("| stdout of linnet failed: no answer within 9 s |\n"),
                table().markdown());
        assertTrue(table().markdown().contains("| printed lines, s | 0.05 |  |  |\n"), table().markdown());
    }

    @Test
    void the_terminals_columns_are_aligned() {
        var lines = table().plain()
                .lines()
                .filter(line -> !line.contains("did not") && !line.contains("failed:"))
                .toList();
        assertEquals(1, lines.stream().limit(2).map(line -> line.length()).distinct().count(), table().plain());
    }
}
