package dev.linnet.kernel.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkPageTest {
    @TempDir
    Path directory;

    @Test
    void a_section_replaces_its_older_self_and_leaves_the_others() throws Exception {
        Path file = directory.resolve("docs/page.md");
        var page = new BenchmarkPage(file);
        page.put("Kernels", "old");
        page.put("Attention", "other");
        page.put("Kernels", "new");
        assertEquals("""
                # Benchmarks

                <!-- linnet bench: Kernels -->
                ## Kernels

                new

                <!-- end of linnet bench: Kernels -->


                <!-- linnet bench: Attention -->
                ## Attention

                other

                <!-- end of linnet bench: Attention -->
                """.replace("-->\n\n\n<!--", "-->\n\n<!--"), Files.readString(file));
    }

    @Test
    void a_page_that_cannot_be_written_is_named() throws Exception {
        Files.createDirectories(directory.resolve("page.md"));
        var failure = assertThrows(BenchException.class,
                () -> new BenchmarkPage(directory.resolve("page.md")).put("Kernels", "text"));
        assertTrue(failure.getMessage().startsWith("Cannot write '" + directory.resolve("page.md")),
                failure.getMessage());
    }
}
