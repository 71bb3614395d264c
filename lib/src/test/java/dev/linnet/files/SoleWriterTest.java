package dev.linnet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoleWriterTest {
    @TempDir
    Path folder;

    private static String elsewhere(Path file) throws IOException {
        var process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), TakeFile.class.getName(),
                file.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void no_other_process_takes_a_file_before_it_is_let_go_of_whatever_was_read_meanwhile() throws IOException {
        Path file = Files.writeString(folder.resolve("results.jsonl"), "{}\n");
        try (var _ = SoleWriter.of(file).orElseThrow()) {
            assertTrue(SoleWriter.of(file).isEmpty());
            assertEquals("{}\n", Files.readString(file)); // POSIX would take a lock on the file itself away here
            assertEquals("refused", elsewhere(file));
        }
        assertEquals("taken", elsewhere(file));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void one_file_has_one_writer_by_whatever_path_it_is_named() throws IOException {
        Path file = folder.resolve("a.jsonl");
        Files.createDirectory(folder.resolve("sub"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        try (var _ = SoleWriter.of(file).orElseThrow()) {
            assertTrue(SoleWriter.of(folder.resolve("sub").resolve("..").resolve("a.jsonl")).isEmpty());
            assertTrue(SoleWriter.of(link.resolve("a.jsonl")).isEmpty());
            SoleWriter.of(folder.resolve("b.jsonl")).orElseThrow().close();
        }
        SoleWriter.of(file).orElseThrow().close();
    }

    @Test
    void a_folder_that_is_not_there_is_told() {
        var e = assertThrows(IOException.class, () -> SoleWriter.of(folder.resolve("none").resolve("a.jsonl")));
        assertEquals("it is not there", Reason.of(e));
    }
}
