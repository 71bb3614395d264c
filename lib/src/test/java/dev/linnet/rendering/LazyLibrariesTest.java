package dev.linnet.rendering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Runs the libraries with native code that arrives only when the described triggers ask for it. */
class LazyLibrariesTest {
    private static List<String> arrays(String library) throws Exception {
        try (var loader = LateLoader.of(library)) {
            var shown = loader.call(ArrayProbe.class, library.equals("nd4j") ? "nd4j" : "djl");
            assertEquals(LateLoader.words(library + ".triggers").get(0), loader.fired());
            for (int i = 1; i < shown.size(); i += 2) {
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader("<html>" + shown.get(i) + "</html>")));
            }
            return shown;
        }
    }

    @Test
    void looking_for_renderers_fetches_nothing() throws Exception {
        var triggers = List.of(LateLoader.words("nd4j.triggers"), LateLoader.words("pytorch.triggers"))
                .stream()
                .flatMap(List::stream)
                .toList();
        try (var loader = new LateLoader(triggers, List.of())) {
            assertEquals("empty, 0 rows x 0 columns", loader.call(ArrayProbe.class, "services").get(0));
            assertEquals(null, loader.fired());
        }
    }

    @Test
    void every_artifact_is_written_as_maven_coordinates_and_every_library_has_a_title_and_size() throws IOException {
        var description = LateLoader.description();
        for (String key : description.stringPropertyNames()) {
            if (key.contains(".artifacts")) {
                for (String coordinates : LateLoader.words(key)) {
                    assertTrue(coordinates.matches("[^:]+:[^:]+:jar(:[^:]+)?:[^:]+"), coordinates);
                }
                String id = key.substring(0, key.indexOf('.'));
                assertTrue(description.getProperty(id + ".size").endsWith(" MB"), id);
                assertTrue(!description.getProperty(id + ".title").isBlank(), id);
            }
        }
    }

    @Test
    void nd4j_works_and_shows_once_its_trigger_is_touched() throws Exception {
        var shown = arrays("nd4j");
        assertEquals("INDArray DOUBLE (2, 2)\n    0    1\n0   1  2.5\n1  -3    4", shown.get(0));
        assertEquals("INDArray FLOAT ()\n7", shown.get(2));
        assertEquals("INDArray LONG (2)\n0  1\n1  2", shown.get(4));
        assertEquals("INDArray BOOL (2)\n0     1\ntrue  false", shown.get(6));
        assertTrue(shown.get(8).startsWith("INDArray FLOAT (2, 3, 100), showing [0, :, :]\n"), shown.get(8));
        assertEquals("INDArray FLOAT, empty", shown.get(10));
        assertEquals("INDArray UTF8 (2)\n0  1\na  b", shown.get(12));
        assertEquals("INDArray, closed", shown.get(14));
    }

    @Test
    void pytorch_works_and_shows_once_its_trigger_is_touched() throws Exception {
        var shown = arrays("pytorch");
        assertEquals("NDArray float32 cpu() (2, 2)\n    0    1\n0   1  2.5\n1  -3    4", shown.get(0));
        assertEquals("NDArray float64 cpu() ()\n7.5", shown.get(2));
        assertEquals("NDArray int64 cpu() (2)\n0  1\n1  2", shown.get(4));
        assertEquals("NDArray boolean cpu() (2)\n0     1\ntrue  false", shown.get(6));
        assertTrue(shown.get(8).startsWith("NDArray float32 cpu() (2, 3, 100), showing [0, :, :]\n"), shown.get(8));
        assertEquals("NDArray float32 cpu() (0), empty", shown.get(10));
        assertEquals("NDArray float16 cpu() (2)\n  0  1\n0.5  1", shown.get(12));
        assertEquals("NDArray, closed with its manager", shown.get(14));
    }
}
