package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The oracle itself, against cases worked out by hand and counts over all structures. */
class ProseOracleTest {
    @ParameterizedTest
    @CsvSource({
            "at_least 1 red touching blue, A.a..., 0",
            "at_least 1 red touching blue, Aa...., 1",
            "exactly 1 blue block surrounded_by pyramid, abA..., 1",
            "exactly 1 blue block surrounded_by pyramid, bA...., 0",
            "exactly 1 blue block surrounded_by pyramid, abAbV., 0",
            "at_least 2 block at_the_right_of red pyramid, A.bB.., 1",
            "at_least 2 block at_the_right_of red pyramid, b.A..B, 0",
            "exactly 2 pyramid at_the_left_of red block, avB..A, 1",
            "at_least 2 red touching red, AB...., 1",
            "exactly 1 red at_the_right_of blue, aAA..., 0",
            "zero red touching red, A.A..., 1",
            "zero red, ......, 1",
            "at_most 1 blue, bb...., 0",
            "at_least 1 block or zero red, ......, 1",
            "at_least 1 block and zero red, .b...., 1",
            "at_least 1 block and zero red, .bA..., 0",
            "exactly 1 red pyramid pointing_down, .V.A.B, 1",
            "at_most 2 blue pyramid pointing_up, aa.aa., 0",
    })
    void a_case_by_hand_has_its_label(String rule, String structure, int label) {
        assertEquals(label == 1, ProseOracle.label(rule, structure));
    }

    @ParameterizedTest
    @CsvSource({
            "at_least 1 red, 113553",
            "at_most 2 red, 57088",
            "exactly 2 block, 37500",
            "zero red pyramid pointing_up, 46656",
            "at_most 1 blue pyramid pointing_down, 93312",
            "at_least 1 red touching blue, 103122",
            "zero red touching red, 52480",
            "exactly 1 blue block surrounded_by pyramid, 19648",
            "at_least 1 block surrounded_by block, 8624",
            "at_least 2 block at_the_right_of red pyramid, 27024",
            "exactly 2 pyramid at_the_left_of red block, 18144",
            "at_most 2 blue pyramid pointing_up at_the_right_of blue, 116128",
            "at_least 2 red and zero blue block, 41553",
            "exactly 1 pyramid or at_most 1 red block, 96456",
    })
    void a_rule_accepts_as_many_structures_as_were_counted(String rule, int accepted) {
        assertEquals(accepted, accepted(rule));
    }

    @Test
    void a_rule_and_its_opposite_share_out_all_structures() {
        assertEquals(117_649, accepted("at_least 2 red touching block") + accepted("at_most 1 red touching block"));
    }

    private static int accepted(String rule) {
        int count = 0;
        var row = new char[6];
        for (int id = 0; id < 117_649; id++) {
            for (int cell = 5, rest = id; cell >= 0; cell--, rest /= 7) {
                row[cell] = ".ABVabv".charAt(rest % 7);
            }
            count += ProseOracle.label(rule, new String(row)) ? 1 : 0;
        }
        return count;
    }
}
