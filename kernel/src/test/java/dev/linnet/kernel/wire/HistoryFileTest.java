package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("new").resolve("history.jsonl");
    }

    @Test
    void kernels_are_numbered_in_the_order_in_which_they_first_wrote() throws IOException {
        var first = new HistoryFile(file(), "a");
        var second = new HistoryFile(file(), "b");
        first.add(1, "x", null);
        second.add(1, "y\n\"z\"", "out");
        first.add(2, "w", null);

        assertEquals(List.of(new HistoryFile.Entry(1, 1, "x", null), new HistoryFile.Entry(2, 1, "y\n\"z\"", "out"),
                new HistoryFile.Entry(1, 2, "w", null)), first.read().entries());
        assertEquals(1, first.read().currentSession());
        assertEquals(2, second.read().currentSession());
        assertEquals(3, new HistoryFile(file(), "c").read().currentSession());
    }

    @Test
    void without_a_file_there_is_no_past() throws IOException {
        assertEquals(List.of(), new HistoryFile(file(), "a").read().entries());
    }

    @Test
    void torn_and_foreign_lines_are_skipped() throws IOException {
        var history = new HistoryFile(file(), "a");
        history.add(1, "x", null);
        Files.writeString(file(), "{\"kernel\":\"a\",\"li\nnonsense\n{}\n\n", StandardOpenOption.APPEND);
        history.add(2, "y", null);
        assertEquals(List.of("x", "y"), history.read().entries().stream().map(HistoryFile.Entry::input).toList());
    }

    @Test
    void kernels_that_write_at_once_lose_nothing() throws Exception {
        var threads = new ArrayList<Thread>();
        var failures = new ArrayList<Exception>();
        for (String kernel : List.of("a", "b", "c", "d")) {
            var history = new HistoryFile(file(), kernel);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 1; i <= 50; i++) {
                        history.add(i, kernel.repeat(500), null);
                    }
                } catch (IOException e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
        assertEquals(200, new HistoryFile(file(), "a").read().entries().size());
    }

    @Test
    void a_file_that_has_grown_big_becomes_the_old_one_and_both_are_read() throws IOException {
        var history = new HistoryFile(file(), "a");
        history.add(1, "first", null);
        Files.writeString(file(), " ".repeat((int) HistoryFile.MAX_BYTES) + "\n", StandardOpenOption.APPEND);
        history.add(2, "second", null);
        assertTrue(Files.size(file()) < 1000);
        assertEquals(List.of("first", "second"),
                history.read().entries().stream().map(HistoryFile.Entry::input).toList());
    }

    @Test
    void once_it_is_closed_nothing_is_written_any_more() throws IOException {
        var history = new HistoryFile(file(), "a");
        history.close();
        history.add(1, "too late", null);
        assertFalse(Files.exists(file().getParent()));
    }

    @Test
    void only_its_user_may_read_the_past() throws IOException {
        new HistoryFile(file(), "a").add(1, "secret", null);
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rwx------", java.nio.file.attribute.PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(file().getParent())));
        }
    }

    @Test
    void a_glob_matches_the_whole_text() {
        assertTrue(HistoryQueries.matches("a*b?d", "a\n\nb.d"));
        assertTrue(HistoryQueries.matches("*", ""));
        assertTrue(HistoryQueries.matches("*ab*ab", "abcabab"));
        assertFalse(HistoryQueries.matches("ab", "abc"));
        assertFalse(HistoryQueries.matches("?", ""));
        assertFalse(HistoryQueries.matches("*".repeat(50) + "b", "a".repeat(20_000)));
    }
}
