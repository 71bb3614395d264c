package dev.linnet.rendering;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartsTest {
    @TempDir
    private Path folder;

    @Test
    void a_machine_without_fonts_is_told_what_to_install() throws Exception {
        Path fonts = Files.writeString(folder.resolve("fonts.properties"), "version=1\n"); // names none
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true", "-Dsun.awt.fontconfig=" + fonts, "-cp",
                System.getProperty("java.class.path"),
                AChart.class.getName()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(
                said.contains("Charts need a font, and Java finds none on this machine: install fontconfig and a font"),
                said);
    }

    /** What the other process runs. */
    static final class AChart {
        public static void main(String[] arguments) {
            System.out.println(Charts.lines("Title", "x", "y").getTitle());
        }
    }
}
