package dev.linnet.odeen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;

import com.sun.source.util.JavacTask;

/** The library's default imports and those of Odeen together, as the compiler sees them. */
class CellImportsTest {
    private static Set<String> packages() throws IOException {
        var packages = new TreeSet<>(List.of("java.lang"));
        for (URL file : Collections
                .list(CellImportsTest.class.getClassLoader().getResources("META-INF/linnet/imports.txt"))) {
            try (var stream = file.openStream()) {
                new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("import ") && line.endsWith(".*;"))
                        .forEach(line -> packages.add(line.substring("import ".length(), line.length() - 3)));
            }
        }
        return packages;
    }

    @Test
    void no_public_name_means_two_types() throws IOException {
        var packages = packages();
        assertTrue(packages.containsAll(List.of("java.util", "dev.linnet.odeen", "dev.linnet.odeen.play")));
        var file = new SimpleJavaFileObject(URI.create("string:///Cell.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return "class Cell {}";
            }
        };
        var task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(new StringWriter(), null, null,
                        List.of("-proc:none"), null, List.of(file));
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
