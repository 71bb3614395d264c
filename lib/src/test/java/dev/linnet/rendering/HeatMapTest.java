package dev.linnet.rendering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.display.MimeBundle;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HeatMapTest {
    private static final HeatMap.Panel PANEL = new HeatMap.Panel("S < T",
            new double[][] {{0, 2, -2}, {1, Double.NaN, 0}});

    @Test
    void a_picture_is_well_formed_with_a_cell_for_every_number() throws Exception {
        var bundle = HeatMap.of("states & more", List.of(PANEL, PANEL)).toMimeBundle();
        String svg = (String) bundle.data().get(MimeBundle.SVG);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertEquals(2, document.getElementsByTagName("g").getLength());
        assertEquals(6, ((org.w3c.dom.Element) document.getElementsByTagName("g").item(0))
                .getElementsByTagName("rect")
                .getLength());
        assertTrue(bundle.text().contains("states & more"));
        assertTrue(svg.contains("#999"), "a number that is not finite is grey");
    }

    @Test
    void zero_is_white_and_signs_have_colours_of_their_own() {
        String svg = (String) HeatMap.of("x", List.of(new HeatMap.Panel("m", new double[][] {{0, 1, -1}})))
                .toMimeBundle()
                .data()
                .get(MimeBundle.SVG);
        assertTrue(svg.contains("#ffffff") && svg.contains("#cd1928") && svg.contains("#2855c3"), svg);
    }

    @Test
    void empty_and_ragged_matrices_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new HeatMap.Panel("m", new double[0][0]));
        assertThrows(IllegalArgumentException.class, () -> new HeatMap.Panel("m", new double[][] {{1}, {1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> HeatMap.of("x", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new HeatMap("x", List.of(PANEL), 0));
    }
}
