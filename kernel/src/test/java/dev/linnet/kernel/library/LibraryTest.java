package dev.linnet.kernel.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
    @TempDir
    Path directory;

    @Test
    void without_the_property_the_library_is_empty() {
        assertEquals(List.of(), Library.empty().classPath());
        assertEquals(List.of(), Library.empty().imports());
    }

    @Test
    void a_missing_directory_is_named_and_says_what_to_do() {
        var failure = assertThrows(IllegalArgumentException.class, () -> Library.in(directory.resolve("absent")));
        assertTrue(failure.getMessage().contains("absent") && failure.getMessage().contains("mvn package"),
                failure.getMessage());
    }

    @Test
    void imports_come_from_the_class_path_without_comments() throws IOException {
        write("META-INF/linnet/imports.txt",
                "# what every cell sees\nimport java.util.*;\n\n  import static java.lang.Math.*;\n");
        assertEquals(List.of("import java.util.*;", "import static java.lang.Math.*;"),
                Library.of(List.of(directory)).imports());
    }

    @Test
    void lazy_libraries_come_from_the_class_path() throws IOException {
        write(LazyLibrary.RESOURCE, """
                heavy.title=Heavy
                heavy.size=111 MB
                heavy.triggers=heavy.*, other.Native
                heavy.artifacts=example:heavy:1.0
                """);
        var heavy = Library.of(List.of(directory)).lazyLibraries().getFirst();
        assertEquals(new LazyLibrary("heavy", "Heavy", "111 MB", List.of("heavy.*", "other.Native"),
                List.of("example:heavy:1.0")), heavy);
        assertTrue(heavy.triggeredBy("heavy.Native") && heavy.triggeredBy("heavy.deep.Native"));
        assertTrue(heavy.triggeredBy("other.Native") && !heavy.triggeredBy("other.Native2"));
        assertTrue(!heavy.triggeredBy("heavyweight.Native"));
    }

    @Test
    void a_lazy_library_without_artifacts_is_refused() {
        var description = new Properties();
        description.setProperty("heavy.title", "Heavy");
        var failure = assertThrows(IllegalArgumentException.class, () -> LazyLibrary.read(description, "linux-x86_64"));
        assertTrue(failure.getMessage().contains("heavy.artifacts"), failure.getMessage());
    }

    @Test
    void each_platform_has_its_own_artifacts() {
        var description = new Properties();
        description.setProperty("heavy.artifacts", "example:heavy:jar:linux:1");
        assertEquals(List.of("example:heavy:jar:linux:1"), artifacts(description, "macos-aarch64"));
        description.setProperty("heavy.artifacts.macos-aarch64", "example:heavy:jar:mac:1, example:more:1");
        assertEquals(List.of("example:heavy:jar:linux:1"), artifacts(description, "linux-x86_64"));
        assertEquals(List.of("example:heavy:jar:mac:1", "example:more:1"), artifacts(description, "macos-aarch64"));
        assertEquals(List.of(), artifacts(description, "linux-riscv64"));
        assertEquals("linux-x86_64", LazyLibrary.platform("Linux", "amd64"));
        assertEquals("macos-aarch64", LazyLibrary.platform("Mac OS X", "aarch64"));
        assertEquals("windows-x86_64", LazyLibrary.platform("Windows 11", "amd64"));
    }

    private static List<String> artifacts(Properties description, String platform) {
        return LazyLibrary.read(description, platform).getFirst().artifacts();
    }

    @Test
    void what_is_not_for_this_platform_says_so_when_it_is_wanted() {
        var other = new LazyLibrary("heavy", "Heavy", "1 MB", List.of(), List.of());
        var fetch = new Fetch(MavenRepository.of(directory, "http://127.0.0.1:1/"), library -> null);
        assertTrue(!fetch.isPresent(other));
        var failure = assertThrows(ArtifactException.class, () -> fetch.fetch(other));
        assertEquals("Heavy is needed here, but there is none for " + LazyLibrary.PLATFORM + ".",
                failure.getMessage());
    }

    @Test
    void the_librarys_own_jars_come_first() throws IOException {
        for (String name : List.of("a.jar", "linnet-lib.jar", "z.jar", "notes.txt")) {
            Path jar = directory.resolve(name);
            try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar))) {
                out.putNextEntry(new java.util.zip.ZipEntry("empty"));
            }
        }
        var names = Library.in(directory).classPath().stream().map(path -> path.getFileName().toString()).toList();
        assertEquals(List.of("linnet-lib.jar", "a.jar", "z.jar"), names);
    }

    @Test
    void the_loader_is_one_and_takes_more_entries_later() throws Exception {
        var library = Library.empty();
        assertSame(library.loader(), library.loader());
        assertThrows(ClassNotFoundException.class, () -> library.loader().loadClass("heavy.Native"));
        try (var server = new JarServer(directory)) {
            Path jar = MavenRepository.of(directory.resolve("m2"), server.url())
                    .resolve(List.of(JarServer.COORDINATE), null)
                    .getFirst();
            library.loader().add(jar);
        }
        assertSame(library.loader(), library.loader().loadClass("heavy.Native").getClassLoader());
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
