package dev.linnet.rendering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/** Runs the libraries with native code that arrives only when the described triggers ask for it. */
class LazyLibrariesTest {
    private static Properties description() throws IOException {
        var properties = new Properties();
        try (var file = LazyLibrariesTest.class.getResourceAsStream("/META-INF/linnet/lazy-libraries.properties")) {
            properties.load(file);
        }
        return properties;
    }

    private static List<String> words(String property) throws IOException {
        return Arrays.stream(description().getProperty(property).split(",", -1)).map(String::strip).toList();
    }

    private static Path jar(String coordinates) {
        var part = List.of(coordinates.split(":", -1));
        String repository = System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
        return Path.of(repository, part.get(0).replace('.', '/'), part.get(1), part.get(4),
                part.get(1) + "-" + part.get(4) + "-" + part.get(3) + "." + part.get(2));
    }

    /** A loader like the kernel's: it gets the jars when a trigger is looked up. */
    private static final class LateLoader extends URLClassLoader {
        private final List<String> triggers;
        private final List<Path> late;
        private String fired;

        LateLoader(List<String> triggers, List<Path> late) {
            super(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                    .map(entry -> url(Path.of(entry)))
                    .toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            this.triggers = triggers;
            this.late = late;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (fired == null && triggers.contains(name)) {
                fired = name;
                late.forEach(jar -> addURL(url(jar)));
            }
            return super.findClass(name);
        }

        private static URL url(Path path) {
            try {
                return path.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<String> probe(LateLoader loader, String method) throws Exception {
        var thread = Thread.currentThread();
        var outer = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return (List<String>) loader.loadClass(ArrayProbe.class.getName()).getMethod(method).invoke(null);
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    private static List<String> arrays(String library) throws Exception {
        var jars = words(library + ".artifacts").stream().map(LazyLibrariesTest::jar).toList();
        assumeTrue(jars.stream().allMatch(Files::exists),
                "the native code of " + library + " was not fetched; 'linnet fetch' does that");
        try (var loader = new LateLoader(words(library + ".triggers"), jars)) {
            var shown = probe(loader, library.equals("nd4j") ? "nd4j" : "djl");
            assertEquals(words(library + ".triggers").get(0), loader.fired);
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
        var triggers = List.of(words("nd4j.triggers"), words("pytorch.triggers"))
                .stream()
                .flatMap(List::stream)
                .toList();
        try (var loader = new LateLoader(triggers, List.of())) {
            assertEquals("empty, 0 rows x 0 columns", probe(loader, "services").get(0));
            assertEquals(null, loader.fired);
        }
    }

    @Test
    void every_artifact_is_written_as_maven_coordinates_and_every_library_has_a_title_and_size() throws IOException {
        var description = description();
        for (String key : description.stringPropertyNames()) {
            if (key.contains(".artifacts")) {
                for (String coordinates : words(key)) {
                    assertEquals(5, coordinates.split(":", -1).length, coordinates);
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
