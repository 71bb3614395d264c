package dev.linnet.rendering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.source.util.JavacTask;

/** The imports of every cell, as the compiler sees them. */
class ImportsTest {
    private static List<String> imports() throws IOException {
        try (InputStream file = ImportsTest.class.getResourceAsStream("/META-INF/linnet/imports.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static JavacTask task(StringWriter messages, String source, Path output) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
        var file = new SimpleJavaFileObject(URI.create("string:///Cell.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        return (JavacTask) compiler.getTask(messages, files, null, List.of("-proc:none"), null, List.of(file));
    }

    @Test
    void a_cell_with_them_compiles_and_uses_the_names(@TempDir Path output) throws IOException {
        String source = String.join("\n", imports()) + """

                class Cell {
                    List<Path> paths = List.of(Path.of("a"));
                    Function<Integer, Stream<BigDecimal>> f = n -> Stream.of(new BigDecimal(n));
                    Table table = Table.create("t", DoubleColumn.create("x", 1, 2));
                    XYChart chart = QuickChart.getChart("c", "x", "y", "s", new double[]{1}, new double[]{1});
                    Row row;
                    Color colour = Color.RED;
                    void run() {
                        display(new Html("<b>x</b>"));
                        Claims.check("x", 1, Claim.atLeast(0));
                        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
                    }
                }
                """;
        var messages = new StringWriter();
        assertTrue(task(messages, source, output).call(), messages.toString());
    }

    @Test
    void no_public_name_means_two_types(@TempDir Path output) throws IOException {
        var packages = new ArrayList<>(List.of("java.lang"));
        for (String line : imports()) {
            if (line.endsWith(".*;")) {
                packages.add(line.substring("import ".length(), line.length() - 3));
            }
        }
        var task = task(new StringWriter(), "class Cell {}", output);
        task.analyze();
        Map<String, TreeSet<String>> owners = new TreeMap<>();
        for (String name : packages) {
            var enclosed = task.getElements().getPackageElement(name).getEnclosedElements();
            assertTrue(!enclosed.isEmpty(), name + " is empty");
            for (var element : enclosed) {
                if (element instanceof TypeElement && element.getModifiers().contains(Modifier.PUBLIC)) {
                    owners.computeIfAbsent(element.getSimpleName().toString(), _ -> new TreeSet<>()).add(name);
                }
            }
        }
        owners.values().removeIf(where -> where.size() < 2);
        assertEquals(Map.of(), owners);
    }
}
