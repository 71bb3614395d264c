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
    void a_picture_is_well_formed_with_a_cell_for_every_number_but_zero() throws Exception {
        var bundle = HeatMap.of("states & more", List.of(PANEL, PANEL)).toMimeBundle();
        String svg = (String) bundle.data().get(MimeBundle.SVG);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertEquals(2, document.getElementsByTagName("g").getLength());
        var paths = ((org.w3c.dom.Element) document.getElementsByTagName("g").item(0)).getElementsByTagName("path");
        var cells = new StringBuilder();
        for (int i = 0; i < paths.getLength(); i++) {
            cells.append(paths.item(i).getAttributes().getNamedItem("d").getNodeValue());
        }
        assertEquals("M1 0h1v1h-1zM2 0h1v1h-1zM0 1h1v1h-1zM1 1h1v1h-1z", cells.toString());
        assertTrue(bundle.text().contains("states & more"));
        assertTrue(svg.contains("#999"), "a number that is not finite is grey");
    }

    @Test
    void signs_have_colours_of_their_own() {
        String svg = (String) HeatMap.of("x", List.of(new HeatMap.Panel("m", new double[][] {{0, 1, -1}})))
                .toMimeBundle()
                .data()
                .get(MimeBundle.SVG);
        assertTrue(svg.contains("path fill=\"#cd1928\" d=\"M1 0") && svg.contains("path fill=\"#2855c3\" d=\"M2 0"),
                svg);
    }

    @Test
    void empty_and_ragged_matrices_are_refused() {
        assertThrows(IllegalArgumentException.class, () -> new HeatMap.Panel("m", new double[0][0]));
        assertThrows(IllegalArgumentException.class, () -> new HeatMap.Panel("m", new double[][] {{1}, {1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> HeatMap.of("x", List.of()));
        assertThrows(IllegalArgumentException.class, () -> new HeatMap("x", List.of(PANEL), 0));
    }
}
