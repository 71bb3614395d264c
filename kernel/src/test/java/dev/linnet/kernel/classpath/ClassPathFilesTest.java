package dev.linnet.kernel.classpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathFilesTest {
    @TempDir
    Path directory;
    private ClassPathFiles files;

    @BeforeEach
    void open() {
        files = new ClassPathFiles(ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null));
    }

    @AfterEach
    void close() throws IOException {
        files.close();
    }

    private Path jar(String name, Map<String, String> entries, String... manifest) throws IOException {
        var attributes = new Manifest();
        attributes.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (int i = 0; i < manifest.length; i += 2) {
            attributes.getMainAttributes().put(new Attributes.Name(manifest[i]), manifest[i + 1]);
        }
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        try (var jar = new JarOutputStream(Files.newOutputStream(path), attributes)) {
            for (var entry : new java.util.TreeMap<>(entries).entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return path;
    }

    private List<String> names(String packageName) throws IOException {
        var names = new ArrayList<String>();
        for (JavaFileObject file : list(packageName)) {
            names.add(files.inferBinaryName(StandardLocation.CLASS_PATH, file));
        }
        return names;
    }

    private Iterable<JavaFileObject> list(String packageName) throws IOException {
        return files.list(StandardLocation.CLASS_PATH, packageName, Set.of(JavaFileObject.Kind.CLASS), false);
    }

    private String only(String packageName) throws IOException {
        try (var in = list(packageName).iterator().next().openInputStream()) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @Test
    void classes_of_jars_and_folders_come_in_the_order_of_the_class_path() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("classes/p/q"));
        Files.writeString(folder.resolve("InFolder.class"), "");
        Files.writeString(folder.resolve("note.txt"), "");
        Path jar = jar("a jar.jar", Map.of("p/q/A.class", "", "p/q/A$B.class", "", "p/Other.class", "", "Bare.class",
                "", "META-INF/versions/x/p/q/No.class", "", "module-info.class", ""));
        files.setClassPath(List.of(directory.resolve("classes"), jar));
        for (boolean indexed : new boolean[] {false, true}) {
            if (indexed) {
                JarIndex.write(directory);
                files.setClassPath(List.of(directory.resolve("classes"), jar));
            }
            assertEquals(List.of("p.q.InFolder", "p.q.A$B", "p.q.A"), names("p.q"));
            assertEquals(List.of("p.Other"), names("p"));
            assertEquals(List.of("Bare"), names(""));
            assertEquals(List.of(), names("p.q.r"));
            assertTrue(files.holds("p.q") && files.holds("p") && files.holds(""));
            assertFalse(files.holds("p.q.r") || files.holds("META-INF.versions.x.p.q"));
        }
    }

    @Test
    void whether_there_is_a_package_is_told_without_opening_a_jar_that_has_an_index() throws IOException {
        Path jar = jar("one.jar", Map.of("p/A.class", "a"));
        JarIndex.write(directory);
        files.setClassPath(List.of(jar));
        Files.delete(jar);
        assertTrue(files.holds("p"));
        assertFalse(files.holds("q"));
    }

    @Test
    void a_jar_without_the_package_stays_unopened_where_there_is_an_index() throws IOException {
        Path jar = jar("one.jar", Map.of("p/A.class", "a"));
        jar("two.jar", Map.of("q/B.class", "b"));
        JarIndex.write(directory);
        var index = JarIndex.of(directory).orElseThrow();
        Files.delete(directory.resolve("two.jar"));
        assertTrue(index.jar(jar).holds("p"));
        assertFalse(index.jar(jar).holds("q"));
        assertFalse(index.jar(jar).holds(""));
    }

    @Test
    void an_index_finds_every_package_among_many() throws IOException {
        var entries = new java.util.HashMap<String, String>();
        for (int i = 0; i < 300; i++) {
            entries.put("p" + i + "/sub" + i % 7 + "/C.class", "");
        }
        Path jar = jar("many.jar", entries);
        JarIndex.write(directory);
        var indexed = JarIndex.of(directory).orElseThrow().jar(jar);
        for (int i = 0; i < 300; i++) {
            assertTrue(indexed.holds("p" + i + ".sub" + i % 7), "p" + i);
            assertFalse(indexed.holds("p" + i), "p" + i);
            assertFalse(indexed.holds("p" + i + ".sub" + i % 7 + "x"), "p" + i);
        }
    }

    @Test
    void a_jar_that_was_changed_since_is_read_itself() throws IOException {
        Path jar = jar("one.jar", Map.of("p/A.class", "a"));
        JarIndex.write(directory);
        jar("one.jar", Map.of("changed/Since.class", ""));
        files.setClassPath(List.of(jar));
        assertEquals(List.of("changed.Since"), names("changed"));
        assertEquals(List.of(), names("p"));
    }

    @Test
    void a_broken_index_counts_as_none() throws IOException {
        Path jar = jar("one.jar", Map.of("p/A.class", "a"));
        for (String broken : List.of("", "something else\n", "linnet packages 1\none.jar\tx")) {
            Files.writeString(directory.resolve(JarIndex.FILE), broken);
            files.setClassPath(List.of(jar));
            assertEquals(List.of("p.A"), names("p"));
        }
    }

    @Test
    void the_manifest_adds_to_the_class_path() throws IOException {
        Path jar = jar("thin.jar", Map.of("p/A.class", "a"), "Class-Path",
                "lib/fat%20one.jar http://example.org/x.jar");
        jar("lib/fat one.jar", Map.of("q/B.class", "b"));
        for (boolean indexed : new boolean[] {false, true}) {
            if (indexed) {
                JarIndex.write(directory);
            }
            files.setClassPath(List.of(jar));
            assertEquals(List.of("q.B"), names("q"));
        }
    }

    @Test
    void a_multi_release_jar_shows_this_releases_classes() throws IOException {
        files.setClassPath(List.of(jar("mr.jar",
                Map.of("p/A.class", "old", "META-INF/versions/11/p/A.class", "new", "META-INF/versions/99/p/A.class",
                        "no"),
                "Multi-Release", "true")));
        assertEquals(List.of("p.A"), names("p"));
        assertEquals("new", only("p"));
    }

    @Test
    void entries_that_are_missing_or_no_jars_hold_nothing() throws IOException {
        Path text = Files.writeString(directory.resolve("text.jar"), "no jar");
        files.setClassPath(List.of(text, directory.resolve("absent.jar"), jar("one.jar", Map.of("p/A.class", "a"))));
        assertEquals(List.of("p.A"), names("p"));
        JarIndex.write(directory);
        files.setClassPath(List.of(text, directory.resolve("one.jar")));
        assertEquals(List.of("p.A"), names("p"));
    }
}
