package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.kernel.library.ArtifactException;
import dev.linnet.kernel.library.DependencyRequest;
import dev.linnet.kernel.library.DependencyResolver;
import dev.linnet.kernel.library.MavenRepository;
import dev.linnet.kernel.session.ExecutionResult;

/** {@code %maven} against repositories in directories, offline: nothing here touches a network. */
@Timeout(120)
@Isolated("sets the system property that says where the local repository is")
class MavenTest {
    private static final String LOCAL = "maven.repo.local";

    @TempDir
    private Path directory;
    private String localBefore;
    private Notebook notebook;
    private FileRepository repository;

    @BeforeEach
    void open() throws IOException {
        localBefore = System.getProperty(LOCAL);
        System.setProperty(LOCAL, directory.resolve("local").toString());
        repository = new FileRepository(Files.createDirectories(directory.resolve("remote")));
        notebook = new Notebook(directory);
        notebook.printed("%mavenRepo test " + repository.url());
    }

    @AfterEach
    void close() {
        notebook.close();
        if (localBefore == null) {
            System.clearProperty(LOCAL);
        } else {
            System.setProperty(LOCAL, localBefore);
        }
    }

    @Test
    void an_artifact_comes_with_what_it_needs() throws IOException {
        repository.with("g:needed:2").with("g:app:1", "g:needed:2");
        assertEquals("Added to the class path:\n  g:app:1\n  g:needed:2\n", notebook.printed("%maven -o g:app:1"));
        assertEquals("1 2", notebook.value("app.Version.get() + \" \" + needed.Version.get()"));
        assertEquals("On the class path already: 2 jars.\n", notebook.printed("%maven -o g:app:1"));
    }

    @Test
    void the_value_is_the_list_of_jars_and_is_not_shown_by_itself() throws IOException {
        repository.with("g:app:1");
        assertEquals("app-1.jar",
                notebook.value("var jars = %maven -o g:app:1\njars.getFirst().getFileName().toString()"));
        assertNull(notebook.value("%maven -o g:app:1"));
    }

    @Test
    void of_two_versions_the_nearest_is_taken_and_the_conflict_is_shown() throws IOException {
        repository.with("g:c:1").with("g:c:2").with("g:b:1", "g:c:2").with("g:a:1", "g:b:1", "g:c:1");
        var printed = notebook.printed("%maven -o g:a:1");
        assertEquals("""
                Added to the class path:
                  g:a:1
                  g:b:1
                  g:c:1
                Versions that differed, the nearest taken:
                  g:c: 1 (for g:a:1), not 2 (for g:b:1)
                """, printed);
        assertEquals("1", notebook.value("c.Version.get()"));
    }

    @Test
    void what_is_asked_for_wins_over_what_is_needed_and_the_first_over_the_second() throws IOException {
        repository.with("g:c:1").with("g:c:2").with("g:c:3").with("g:b:1", "g:c:2");
        assertTrue(notebook.printed("%maven -o g:b:1 g:c:3 g:c:1").contains("""
                Versions that differed, the nearest taken:
                  g:c: 3 (asked for here), not 1 (asked for here)
                  g:c: 3 (asked for here), not 2 (for g:b:1)
                """), notebook.printed());
        assertEquals("3", notebook.value("c.Version.get()"));
    }

    @Test
    void another_version_that_is_on_the_class_path_already_is_named_and_stays() throws IOException {
        repository.with("g:c:1").with("g:c:2").with("g:b:1", "g:c:2");
        notebook.printed("%maven -o g:c:1");
        var printed = notebook.printed("%maven -o g:b:1");
        assertTrue(printed.contains("Added to the class path:\n  g:b:1\n"
                + "Not added (a version stays until the kernel restarts):\n  g:c:2, for version 1 is there: "),
                printed);
        assertEquals("1", notebook.value("c.Version.get()"));
    }

    @Test
    void a_jar_beside_any_repository_is_recognised_by_its_name() throws IOException {
        FileRepository.jar(directory.resolve("c-1.5.jar"), "c", "1.5");
        repository.with("g:c:2");
        FileRepository.jar(directory.resolve("c-more-1.0.jar"), "more", "1");
        notebook.printed("%jars c-more-1.0.jar c-1.5.jar");
        assertTrue(notebook.printed("%maven -o g:c:2").contains("g:c:2, for version 1.5 is there: "),
                notebook.printed());
    }

    @Test
    void a_bom_gives_versions_to_what_has_none_and_to_what_is_needed() throws IOException {
        repository.with("g:c:1")
                .with("g:c:2")
                .with("g:b:1", "g:c:1")
                .with("g:bom:7", "7", "pom",
                        "<dependencyManagement><dependencies>" + FileRepository.dependency("g:c:2", "")
                                + FileRepository.dependency("g:b:1", "") + "</dependencies></dependencyManagement>");
        assertEquals("Added to the class path:\n  g:b:1\n  g:c:2\n", notebook.printed("%maven -o --bom g:bom:7 g:b"));
        assertEquals("On the class path already: 2 jars.\n", notebook.printed("%maven -o bom:g:bom:7 g:b g:c"));
        var text = notebook.failure("%maven -o -b g:bom:7 g:x");
        assertTrue(text.contains("\"g:x\" has no version, and no BOM gives it one; write g:x:VERSION"), text);
    }

    @Test
    void the_packaging_bundle_is_a_jar() throws IOException {
        repository.with("g:osgi:1", "1", "bundle", "")
                .withPom("g:app:1", "<dependencies>"
                        + FileRepository.dependency("g:osgi:1", "<type>bundle</type>") + "</dependencies>");
        assertTrue(notebook.printed("%maven -o g:app:1").contains("g:osgi:1"), notebook.printed());
        assertEquals("On the class path already: 1 jar.\n", notebook.printed("%maven -o g:osgi:bundle:1"));
    }

    @Test
    void a_newer_build_of_a_snapshot_is_found_and_does_not_touch_the_one_in_use() throws IOException {
        repository.withSnapshot("g", "s", "1-SNAPSHOT", 1);
        assertEquals("Added to the class path:\n  g:s:1-20260101.000001-1\n",
                notebook.printed("%maven -o g:s:1-SNAPSHOT"));
        repository.withSnapshot("g", "s", "1-SNAPSHOT", 2);
        assertTrue(notebook.printed("%maven -o g:s:1-SNAPSHOT")
                .contains(
                        "g:s:1-20260101.000002-2, for version 1-20260101.000001-1 is there: "),
                notebook.printed());
        assertEquals("1-20260101.000001-1", notebook.value("s.Version.get()"));
        try (var later = new Notebook(directory)) {
            later.printed("%maven -o --repo " + repository.url() + " g:s:1-SNAPSHOT");
            assertEquals("1-20260101.000002-2", later.value("s.Version.get()"));
        }
    }

    @Test
    void classifiers_and_ranges_are_taken() throws IOException {
        repository.with("g:a:1").with("g:a:2").listing("g", "a", "1", "2");
        FileRepository.jar(directory.resolve("remote/g/a/1/a-1-linux.jar"), "linux", "1");
        assertEquals("Added to the class path:\n  g:a:1 (linux)\n", notebook.printed("%maven -o g:a:jar:linux:1"));
        assertEquals("Added to the class path:\n  g:a:2\n", notebook.printed("%maven -o g:a:[1,)"));
        assertEquals("1 2", notebook.value("linux.Version.get() + \" \" + a.Version.get()"));
    }

    @Test
    void what_is_excluded_does_not_come() throws IOException {
        repository.with("g:c:1").with("h:d:1").with("g:b:1", "g:c:1", "h:d:1");
        assertEquals("Added to the class path:\n  g:b:1\n", notebook.printed("%maven -o -x g:c -x h:* g:b:1"));
    }

    @Test
    void what_is_nowhere_tells_what_each_repository_said() throws IOException {
        repository.with("g:a:1").with("g:a:2").listing("g", "a", "1", "2");
        var text = notebook.failure("%maven -o g:a:7");
        assertTrue(text.contains("g:a:jar:7 is in no repository:\n  test (" + repository.url()), text);
        assertTrue(
                text.contains(") does not have it\n  central (https://repo.maven.apache.org/maven2/) was not asked, for"
                        + " this is offline\nThe newest version of g:a is 2.\n"),
                text);
        assertFalse(notebook.printed("%classpath").contains("a-"), "nothing is added where something is missing");
        repository.with("g:a:7");
        assertTrue(notebook.printed("%maven -o g:a:7").contains("g:a:7"), "a failure is not remembered");
    }

    @Test
    void an_artifact_without_a_pom_is_taken_with_a_note() throws IOException {
        repository.with("g:a:1");
        Files.delete(directory.resolve("remote/g/a/1/a-1.pom"));
        assertEquals("Added to the class path:\n  g:a:1\nNote:\n  g:a:1 has no POM; what it needs is unknown.\n",
                notebook.printed("%maven -o g:a:1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            %maven            ~ %maven needs GROUP:ARTIFACT:VERSION....
            %maven gson       ~ "gson" is not a Maven coordinate; write group:artifact:version
            %maven g:a        ~ "g:a" has no version; write g:a:VERSION, or g:a:LATEST for the newest.
            %maven g:a:1?     ~ "g:a:1?" is not a Maven coordinate: "1?" is no version;
            %maven bom:g:b:1  ~ A BOM alone adds nothing; name the artifacts that take their version from it.
            %maven -b g:b g:a ~ "g:b" is not a BOM; write group:artifact:version.
            %maven -x g g:a:1 ~ "g" is not an exclusion; write group:artifact, where either may be *.
            %maven -r here g:a:1 ~ "here" is no repository's address; it begins with https://, http:// or file:// .
            %maven --offlin g:a:1 ~ %maven has no option --offlin. Did you mean --offline?
            %mavenRepo ftp://x ~ "ftp://x" is no repository's address;
            """)
    void what_is_typed_wrong_gets_a_sentence(String code, String sentence) {
        var text = notebook.failure(code);
        assertTrue(text.contains(sentence), text);
    }

    @Test
    void coordinates_complete_from_the_local_repository_and_options_by_name() throws IOException {
        repository.with("g.h:apple:1").with("g.h:apricot:2");
        notebook.printed("%maven -o g.h:apple:1 g.h:apricot:2");
        assertEquals(List.of("g.h"), notebook.matches("%maven g."));
        assertEquals(List.of("g.h:apple", "g.h:apricot"), notebook.matches("%maven g.h:ap"));
        assertEquals(List.of("g.h:apple:1"), notebook.matches("%maven g.h:apple:"));
        assertEquals(List.of("bom:g.h:apple:1"), notebook.matches("%maven bom:g.h:apple:"));
        assertEquals(List.of("--offline"), notebook.matches("%maven --of"));
    }

    @Test
    void a_repository_that_does_not_answer_can_be_interrupted() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var result = CompletableFuture.supplyAsync(
                    () -> notebook.run("%maven --repo http://127.0.0.1:" + silent.getLocalPort() + " g:a:1"),
                    task -> Thread.ofPlatform().daemon().start(task));
            try (var connection = silent.accept()) {
                notebook.session().interrupt();
                var ended = result.get(60, TimeUnit.SECONDS);
                assertEquals(ExecutionResult.Status.ABORTED, ended.status());
                assertEquals("The cell was interrupted.", ended.error().evalue());
                assertTrue(connection.isConnected());
            }
        }
    }

    @Test
    void a_repository_that_cannot_be_asked_is_named() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        var settings = directory.resolve("settings.xml");
        Files.writeString(settings,
                "<settings><mirrors><mirror><id>down</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:"
                        + port + "</url></mirror></mirrors></settings>");
        var resolver = new DependencyResolver(MavenRepository.of(directory.resolve("other"), settings));
        var request = DependencyRequest.of(List.of("g:a:1"));
        var failure = assertThrows(ArtifactException.class, () -> resolver.resolve(request));
        assertTrue(failure.getMessage()
                .startsWith("g:a:pom:1 is in no repository:\n  down (http://127.0.0.1:" + port
                        + ") could not be asked: no connection (Connection refused"),
                failure.getMessage());
    }

    @Test
    void mirrors_come_from_settings_xml() throws Exception {
        repository.with("g:a:1");
        var settings = directory.resolve("settings.xml");
        Files.writeString(settings, "<settings><mirrors><mirror><id>nearby</id><mirrorOf>*</mirrorOf><url>"
                + repository.url() + "</url></mirror></mirrors></settings>");
        var found = new DependencyResolver(MavenRepository.of(directory.resolve("other"), settings))
                .resolve(DependencyRequest.of(List.of("g:a:1")));
        assertEquals("[g:a:1]", found.jars().toString());
    }

    @Test
    void a_proxy_of_settings_xml_is_gone_through() throws Exception {
        repository.with("g:a:1");
        try (var proxy = repository.serve()) {
            var settings = directory.resolve("settings.xml");
            Files.writeString(settings, """
                    <settings><mirrors><mirror><id>far</id><mirrorOf>*</mirrorOf><url>http://far.invalid/</url></mirror>
                    </mirrors><proxies><proxy><active>true</active><protocol>http</protocol><host>127.0.0.1</host>
                    <port>%d</port></proxy></proxies></settings>""".formatted(proxy.port()));
            var found = new DependencyResolver(MavenRepository.of(directory.resolve("other"), settings))
                    .resolve(DependencyRequest.of(List.of("g:a:1")));
            assertEquals("[g:a:1]", found.jars().toString());
            assertTrue(proxy.asked().contains("http://far.invalid/g/a/1/a-1.jar"), proxy.asked().toString());
        }
    }

    @Test
    void what_comes_over_a_network_shows_a_bar() throws Exception {
        var far = new FileRepository(Files.createDirectories(directory.resolve("far"))).with("g:far:1");
        try (var server = far.serve()) {
            notebook.printed("%maven -r http://127.0.0.1:" + server.port() + "/ g:far:1");
            assertTrue(notebook.displayed().getFirst().startsWith("Fetching: "), notebook.displayed().toString());
        }
        assertEquals("1", notebook.value("far.Version.get()"));
    }

    @Test
    void the_ordinary_repositories_have_what_the_build_has() {
        close();
        notebook = new Notebook(directory);
        notebook.printed("%maven org.apache.commons:commons-math3:3.6.1");
        assertEquals("120", notebook.value("org.apache.commons.math3.util.CombinatoricsUtils.factorial(5)"));
    }
}
