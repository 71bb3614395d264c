package dev.linnet.kernel.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.error.CellSources;
import dev.linnet.kernel.error.Traces;

class LazyLoadingTest {
    @TempDir
    Path directory;
    private Path local;
    private JarServer server;

    @BeforeEach
    void start() throws IOException {
        local = directory.resolve("local repository");
        server = new JarServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private LibraryLoader loader(List<String> heard) {
        FetchListener.Source listeners = library -> new FetchListener() {
            @Override
            public void progress(long done, long total) {
                heard.add(done > 0 && total >= done ? "progress" : "nonsense " + done + " of " + total);
            }

            @Override
            public void close() {
                heard.add("close");
            }
        };
        return new LibraryLoader(List.of(), List.of(JarServer.HEAVY),
                new Fetch(MavenRepository.of(local, server.url()), listeners), getClass().getClassLoader());
    }

    @Test
    void the_first_look_at_a_trigger_class_fetches_the_artifacts() throws Exception {
        var heard = new ArrayList<String>();
        try (var loader = loader(heard)) {
            assertEquals(0, server.downloads.get());
            Object answer = loader.loadClass("heavy.Native").getMethod("answer").invoke(null);
            assertEquals(42, answer);
        }
        assertEquals(List.of("progress", "progress", "close"), heard);
        assertEquals(1, server.downloads.get());
    }

    @Test
    void what_was_fetched_once_needs_no_network() throws Exception {
        try (var loader = loader(new ArrayList<>())) {
            loader.loadClass("heavy.Native");
        }
        server.close();
        var heard = new ArrayList<String>();
        try (var loader = loader(heard)) {
            loader.loadClass("heavy.Native");
        }
        assertEquals(List.of(), heard);
    }

    @Test
    void offline_the_error_names_the_library_and_the_command() throws Exception {
        server.close();
        try (var loader = loader(new ArrayList<>())) {
            var failure = assertThrows(LibraryMissingError.class, () -> loader.loadClass("heavy.Native"));
            assertTrue(failure.getMessage().startsWith("Heavy (1 MB) is needed here but is not on this machine. "),
                    failure.getMessage());
            assertTrue(
                    failure.getMessage().contains("no connection")
                            && failure.getMessage().contains("`linnet fetch heavy`"),
                    failure.getMessage());
        }
    }

    @Test
    void a_cell_shows_that_sentence_once_without_what_the_network_said_below() throws Exception {
        server.close();
        try (var loader = loader(new ArrayList<>())) {
            var failure = assertThrows(LibraryMissingError.class, () -> loader.loadClass("heavy.Native"));
            var lines = new Traces(new CellSources()).lines(new ExceptionInInitializerError(failure));
            assertEquals(1, lines.stream().filter(line -> line.contains("linnet fetch heavy")).count(),
                    lines::toString);
            assertEquals(1, lines.stream().filter(line -> line.contains("Caused by")).count(), lines::toString);
            assertTrue(Traces.full(failure).contains("Caused by"), "all of it on demand");
        }
    }

    @Test
    void once_the_network_is_back_the_same_code_works() throws Exception {
        int port = server.port();
        server.close();
        Path source = Files.writeString(directory.resolve("Caller.java"),
                "public class Caller { public static int call() { return heavy.Native.answer(); } }");
        assertEquals(0, ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", directory.toString(), "-d", directory.toString(), source.toString()));
        Files.delete(directory.resolve("heavy/Native.class"));
        try (var loader = loader(new ArrayList<>())) {
            loader.add(directory);
            var call = loader.loadClass("Caller").getMethod("call");
            for (int i = 0; i < 2; i++) {
                var failure = assertThrows(InvocationTargetException.class, () -> call.invoke(null));
                assertEquals(LibraryMissingError.class, failure.getCause().getClass());
            }
            Path scratch = Files.createDirectory(directory.resolve("scratch"));
            try (var back = new JarServer(scratch, port)) {
                assertEquals(42, call.invoke(null));
                assertEquals(1, back.downloads.get());
            }
        }
    }

    @Test
    void other_classes_fetch_nothing() throws Exception {
        try (var loader = loader(new ArrayList<>())) {
            assertThrows(ClassNotFoundException.class, () -> loader.loadClass("absent.Type"));
            assertEquals(String.class, loader.loadClass("java.lang.String"));
        }
        assertEquals(0, server.downloads.get());
    }

    @Test
    void an_artifact_that_no_repository_has_is_named() {
        var repository = MavenRepository.of(local, server.url());
        var failure = assertThrows(ArtifactException.class,
                () -> repository.resolve(List.of("example:absent:2.0"), null));
        assertTrue(failure.getMessage().contains("example:absent:jar:2.0"), failure.getMessage());
    }

    @Test
    void a_malformed_coordinate_is_refused_with_its_form() {
        var repository = MavenRepository.of(local, server.url());
        var failure = assertThrows(IllegalArgumentException.class, () -> repository.find(List.of("nonsense")));
        assertTrue(failure.getMessage().contains("group:artifact"), failure.getMessage());
    }

    @Test
    void several_processes_at_once_download_once() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
                    System.getProperty("java.class.path"), Resolve.class.getName(), local.toString(), server.url())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), said);
        }
        assertEquals(1, server.downloads.get());
        assertTrue(Files.isRegularFile(local.resolve("example/heavy/1.0/heavy-1.0.jar")));
    }

    @Test
    void sizes_are_understood() {
        assertEquals(111_000_000, Fetch.bytes("111 MB"));
        assertEquals(1_500_000_000, Fetch.bytes("1.5 GB"));
        assertEquals(0, Fetch.bytes("size unknown"));
    }

    /** The main class of the processes that resolve at once. */
    static final class Resolve {
        public static void main(String[] arguments) throws ArtifactException {
            MavenRepository.of(Path.of(arguments[0]), arguments[1]).resolve(List.of(JarServer.COORDINATE), null);
        }
    }
}
