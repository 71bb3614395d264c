package dev.linnet.odeen.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.display.MimeBundle;
import dev.linnet.odeen.Universe;
import dev.linnet.odeen.data.LabelledTable;

class PicturesTest {
    private static final Universe ODEEN = Universe.standard();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zero red | There are no red pieces.
            at_least 1 blue pyramid pointing_down | There is at least one blue pyramid pointing down.
            exactly 1 blue block surrounded_by pyramid | Exactly one blue block has a pyramid on both sides.
            at_most 2 red touching pyramid pointing_up | At most two red pieces have a pyramid pointing up right beside them.
            at_least 1 red touching blue | At least one red piece has a blue piece right beside it.
            at_least 2 block at_the_right_of red pyramid | At least two blocks are somewhere to the right of a red pyramid.
            exactly 1 red at_the_left_of blue | Exactly one red piece is somewhere to the left of a blue piece.
            zero red and at_most 1 block | There are no red pieces and there is at most one block.
            exactly 2 red or zero blue | Either there are exactly two red pieces or there are no blue pieces, or both.
            """)
    void a_rule_reads_as_a_sentence(String rule, String sentence) {
        assertEquals(sentence, English.of(ODEEN.grammar().parse(rule)));
    }

    @Test
    void no_two_rules_read_alike() {
        Set<String> sentences = new HashSet<>();
        for (var rule : ODEEN.grammar().rules()) {
            assertTrue(sentences.add(English.of(rule)), rule.text());
        }
    }

    @Test
    void each_piece_has_its_shape_and_colour() {
        String svg = Pictures.structure(ODEEN, "AVBavb").svg();
        assertEquals(4, svg.split("<polygon", -1).length - 1);
        assertEquals(2 + 6 + 1, svg.split("<rect", -1).length - 1);
        assertTrue(svg.contains("points=\"4,18 18,18 11,4\" fill=\"#d1383d\""), svg);
        assertTrue(svg.contains("points=\"26,4 40,4 33,18\" fill=\"#d1383d\""), svg);
        assertTrue(svg.contains("<title>AVBavb</title>"));
        assertEquals(Pictures.structure(ODEEN, "AVBavb"), Pictures.structure(ODEEN, ODEEN.id("AVBavb")));
        assertFalse(Pictures.structure(ODEEN, "......").svg().contains("polygon"));
        assertThrows(IllegalArgumentException.class, () -> Pictures.structure(ODEEN, "abc"));
    }

    @Test
    void a_table_shows_what_was_accepted_and_what_was_not() {
        var table = LabelledTable.empty(ODEEN).with(ODEEN.id("A....."), true).with(0, false).with(1, true);
        MimeBundle bundle = table.toMimeBundle();
        String html = (String) bundle.data().get(MimeBundle.HTML);
        assertTrue(html.contains("<b>accepted</b> (2)"), html);
        assertTrue(html.contains("<b>rejected</b> (1)"), html);
        assertEquals("A..... 1\n...... 0\n.....A 1", bundle.text());
        assertEquals("an empty table", LabelledTable.empty(ODEEN).toMimeBundle().text());
    }
}
