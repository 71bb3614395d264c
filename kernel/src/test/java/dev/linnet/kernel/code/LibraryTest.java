package dev.linnet.kernel.code;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.display.MimeBundle;

/** Libraries on the class path, compiled and packed here. */
class LibraryTest {
    private static final String BIRD = """
            package org.birds;

            /** A <i>bird</i> that {@linkplain #sing(int) sings}. */
            public class Linnet {
                /**
                 * Sings.
                 * @param times how often, at least {@value #LEAST}
                 * @return the song
                 */
                public String sing(int times) { return "tweet".repeat(times); }

                /** The least. */
                public static final int LEAST = 1;

                /** A nest. */
                public static class Nest { }
            }

            class Egg { }
            """;

    @TempDir
    Path directory;
    private Path jar;

    @BeforeEach
    void compile() throws IOException {
        Path source = Files.createDirectories(directory.resolve("src/org/birds")).resolve("Linnet.java");
        Files.writeString(source, BIRD);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        assertEquals(0, ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), source.toString()));
        jar = directory.resolve("birds of passage-1.0.jar");
        pack(classes, jar);
    }

    private static void pack(Path from, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar)); Stream<Path> files = Files.walk(from)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    out.putNextEntry(new ZipEntry(from.relativize(file).toString()));
                    out.write(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void classes_of_a_jar_are_completed_and_those_that_are_not_public_left_out() {
        try (var notebook = new Notebook(DeclaredNames.NONE, jar)) {
            assertEquals(List.of("Linnet"), notebook.matches("import org.birds.¦"));
            assertEquals(List.of("birds"), notebook.matches("import org.bi¦"));
            assertEquals(List.of("Nest"), notebook.matches("import org.birds.Linnet.¦"));
            assertEquals(List.of("LEAST", "Nest"), notebook.matches("import static org.birds.Linnet.¦"));
            assertEquals("sing(", notebook.matches("new org.birds.Linnet().¦").getFirst());
        }
    }

    @Test
    void a_sources_jar_beside_a_jar_is_read() throws IOException {
        pack(directory.resolve("src"), directory.resolve("birds of passage-1.0-sources.jar"));
        try (var notebook = new Notebook(DeclaredNames.NONE, jar)) {
            String text = notebook.inspect("new org.birds.Linnet().sing¦(3)");
            assertTrue(text.startsWith("public String Linnet.sing(int times)\n\nSings."), text);
            assertTrue(text.contains("times - how often, at least LEAST"), text);
        }
    }

    @Test
    void a_javadoc_jar_serves_where_there_is_no_source() throws IOException {
        Path pages = Files.createDirectories(directory.resolve("pages/org/birds"));
        Files.writeString(pages.resolve("Linnet.html"), """
                <html><section class="class-description" id="class-description"><div class="block">A <i>bird</i> in a
                <script>bad()</script>page.</div></section></html>""");
        pack(directory.resolve("pages"), directory.resolve("birds of passage-1.0-javadoc.jar"));
        try (var notebook = new Notebook(DeclaredNames.NONE, jar)) {
            String html = notebook.inspectHtml("org.birds.Linnet¦ x");
            assertTrue(html.contains("A <i>bird</i> in a"), html);
            assertFalse(html.contains("bad()"), html);
        }
    }

    @Test
    void without_sources_the_signature_is_still_shown() {
        try (var notebook = new Notebook(DeclaredNames.NONE, jar)) {
            assertEquals("public String Linnet.sing(int)", notebook.inspect("new org.birds.Linnet().sing¦(3)"));
        }
    }

    @Test
    void a_jar_that_is_added_later_is_seen() {
        List<Path> classPath = new ArrayList<>();
        try (var assist = new CodeAssist(() -> classPath, List.of(), () -> DeclaredNames.NONE)) {
            assertEquals(List.of(), assist.complete("import org.birds.", 17).matches());
            classPath.add(jar);
            assertEquals("Linnet", assist.complete("import org.birds.", 17).matches().getFirst().text());
        }
    }

    @Test
    void a_missing_or_broken_class_path_entry_does_no_harm() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken.jar"), "this is no jar");
        try (var notebook = new Notebook(DeclaredNames.NONE, directory.resolve("missing.jar"), broken, jar)) {
            assertEquals(List.of("Linnet"), notebook.matches("import org.birds.¦"));
            assertEquals(List.of("isEmpty()"), notebook.matches("\"\".isE¦"));
        }
    }

    @Test
    void preview_features_are_understood_where_they_are_enabled() {
        try (var assist = new CodeAssist(List::of, List.of("--enable-preview", "--release", "25"),
                () -> DeclaredNames.NONE)) {
            assertEquals("isBlank()", assist.complete("\"\".isB", 6).matches().getFirst().text());
        }
    }

    @Test
    void many_threads_may_ask_at_once() throws Exception {
        try (var assist = new CodeAssist(() -> List.of(jar), List.of(), () -> DeclaredNames.NONE);
                var threads = Executors.newFixedThreadPool(4)) {
            var questions = new ArrayList<Callable<String>>();
            for (int i = 0; i < 8; i++) {
                questions.add(
                        () -> assist.complete("\"\".isBl", 7).matches().stream().map(Completion.Match::text).toList()
                                + assist.inspect("\"\".isBlank()", 8, 0)
                                        .map(MimeBundle::text)
                                        .orElse("")
                                        .lines()
                                        .findFirst()
                                        .orElse("")
                                + assist.isComplete("if (x)").status());
            }
            for (var answer : threads.invokeAll(questions)) {
                assertEquals("[isBlank()]public boolean String.isBlank()INCOMPLETE", answer.get());
            }
        }
    }
}
