package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(120)
@Isolated("sets the system property that says where the local repository is")
class LoadFromPomTest {
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
    void a_pom_file_with_parent_properties_managed_versions_and_its_own_repository_is_loaded() throws IOException {
        repository.with("g:a:1").with("g:b:2").with("g:t:1").with("g:x:1").with("g:c:3", "g:x:1");
        Files.createDirectories(directory.resolve("module"));
        Files.writeString(directory.resolve("pom.xml"), """
                <project><modelVersion>4.0.0</modelVersion><groupId>p</groupId><artifactId>parent</artifactId>
                <version>1</version><packaging>pom</packaging>
                <properties><a.version>1</a.version></properties>
                <repositories><repository><id>own</id><url>%s</url></repository></repositories>
                <dependencyManagement><dependencies>%s</dependencies></dependencyManagement></project>
                """.formatted(repository.url(), FileRepository.dependency("g:b:2", "")));
        Files.writeString(directory.resolve("module/pom.xml"),
                """
                        <project><modelVersion>4.0.0</modelVersion>
                        <parent><groupId>p</groupId><artifactId>parent</artifactId><version>1</version></parent>
                        <artifactId>module</artifactId><dependencies>%s%s%s%s</dependencies></project>
                        """
                        .formatted(FileRepository.dependency("g:a:${a.version}", ""),
                                FileRepository.dependency("g:b", ""),
                                FileRepository.dependency("g:c:3",
                                        "<exclusions><exclusion><groupId>g</groupId><artifactId>x</artifactId></exclusion></exclusions>"),
                                FileRepository.dependency("g:t:1", "<scope>test</scope>")));
        assertEquals("Added to the class path:\n  g:a:1\n  g:b:2\n  g:c:3\n",
                notebook.printed("%loadFromPOM -o module/pom.xml"));
        assertEquals("Added to the class path:\n  g:t:1\nOn the class path already: 3 jars.\n",
                notebook.printed("%loadFromPOM -o --scope test module"));
        assertEquals("2", notebook.value("b.Version.get()"));
    }

    @Test
    void a_cell_may_hold_a_whole_pom_or_single_dependencies() throws IOException {
        repository.with("g:a:1").with("g:b:1").with("g:c:1");
        var option = " -o --repo " + repository.url() + "\n";
        assertEquals("Added to the class path:\n  g:a:1\n",
                notebook.printed("%%loadFromPOM" + option + FileRepository.dependency("g:a:1", "")));
        assertEquals("Added to the class path:\n  g:b:1\n", notebook.printed("%%loadFromPOM" + option
                + "<properties><v>1</v></properties>\n<dependencies>" + FileRepository.dependency("g:b:${v}", "")
                + "</dependencies>"));
        assertEquals("Added to the class path:\n  g:c:1\n", notebook.printed("%%loadFromPOM" + option
                + "<?xml version=\"1.0\"?>\n<project><modelVersion>4.0.0</modelVersion><groupId>me</groupId>"
                + "<artifactId>mine</artifactId><version>1</version><dependencies>"
                + FileRepository.dependency("g:c:1", "") + "</dependencies></project>"));
    }

    @Test
    void what_is_wrong_with_a_pom_is_said() throws IOException {
        assertTrue(notebook.failure("%loadFromPOM").contains("pom.xml\" does not exist; name a POM"));
        assertTrue(notebook.failure("%%loadFromPOM\n").contains("There is no POM; write it"));
        var broken = notebook.failure("%%loadFromPOM -o\n<dependency><groupId>g</dependency>");
        assertTrue(broken.contains("Cannot use the POM in this cell: ") && broken.contains("groupId"), broken);
        var versionless = notebook.failure("%%loadFromPOM -o\n" + FileRepository.dependency("g:a", ""));
        assertTrue(versionless.contains(
                "Cannot use the POM in this cell: 'dependencies.dependency.version' for g:a:jar is missing"),
                versionless);
        var missing = notebook.failure("%%loadFromPOM -o\n" + FileRepository.dependency("g:a:1", ""));
        assertTrue(missing.contains("g:a:jar:1 is in no repository:\n  central ("), missing);
        Files.writeString(directory.resolve("orphan.xml"), "<project><modelVersion>4.0.0</modelVersion><parent>"
                + "<groupId>g</groupId><artifactId>gone</artifactId><version>1</version></parent>"
                + "<artifactId>orphan</artifactId></project>");
        var orphan = notebook.failure("%loadFromPOM -o orphan.xml");
        assertTrue(orphan.contains("g:gone:pom:1 is in no repository:\n  central ("), orphan);
    }

    @Test
    void scopes_complete() {
        assertEquals(List.of("test"), notebook.matches("%loadFromPOM --scope te"));
    }
}
