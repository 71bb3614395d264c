package dev.linnet.kernel.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPathTest {
    @TempDir
    Path directory;
    private Path notebook;

    @BeforeEach
    void write() throws IOException {
        notebook = Files.writeString(directory.resolve("n.ipynb"), "{}");
    }

    @Test
    void by_default_outputs_go_into_the_folder_runs() throws RunException {
        assertEquals(Path.of("runs/n.ipynb").toAbsolutePath(),
                OutputPath.of(notebook, Path.of("").toAbsolutePath(), null, false, 1));
    }

    @Test
    void a_name_ending_in_ipynb_is_a_file_and_any_other_a_folder() throws RunException {
        assertEquals(directory.resolve("x/o.ipynb"),
                OutputPath.of(notebook, Path.of("").toAbsolutePath(), directory.resolve("x/o.ipynb").toString(), false,
                        1));
        assertEquals(directory.resolve("out/n.ipynb"),
                OutputPath.of(notebook, Path.of("").toAbsolutePath(), directory.resolve("out").toString(), false, 3));
    }

    @Test
    void one_file_cannot_take_several_notebooks() {
        var failure = assertThrows(RunException.class,
                () -> OutputPath.of(notebook, Path.of("").toAbsolutePath(), "o.ipynb", false, 2));
        assertTrue(failure.getMessage().contains("2 notebooks"), failure.getMessage());
    }

    @Test
    void the_input_is_overwritten_only_on_demand() throws Exception {
        var failure = assertThrows(RunException.class,
                () -> OutputPath.of(notebook, Path.of("").toAbsolutePath(), directory.toString(), false, 1));
        assertTrue(failure.getMessage().contains("--in-place"), failure.getMessage());
        Path link = Files.createSymbolicLink(directory.resolve("link.ipynb"), notebook);
        assertThrows(RunException.class,
                () -> OutputPath.of(notebook, Path.of("").toAbsolutePath(), link.toString(), false, 1));
        assertEquals(notebook, OutputPath.of(notebook, Path.of("").toAbsolutePath(), null, true, 1));
        assertThrows(RunException.class,
                () -> OutputPath.of(notebook, Path.of("").toAbsolutePath(), "o.ipynb", true, 1));
    }

    @Test
    void a_folder_that_cannot_be_made_is_named_once() {
        Path output = directory.resolve("n.ipynb/x/o.ipynb");
        var failure = assertThrows(RunException.class, () -> OutputPath.requireWritable(output));
        assertTrue(failure.getMessage().matches("Cannot write '\\Q" + output + "\\E': [^(]*\\."), failure.getMessage());
    }

    @Test
    void a_folder_in_which_nothing_can_be_made_is_named_with_what_to_do() {
        Path system = Path.of("/proc");
        assumeTrue(Files.isDirectory(system), "only Linux has such a folder for everybody");
        Path output = system.resolve("o.ipynb");
        var failure = assertThrows(RunException.class, () -> OutputLock.take(output));
        assertEquals("Cannot write '/proc/o.ipynb': its folder '/proc' lets nothing be made in it;"
                + " choose another with -o.", failure.getMessage());
        var below = assertThrows(RunException.class,
                () -> OutputPath.requireWritable(system.resolve("runs/more/o.ipynb")));
        assertEquals("Cannot write '/proc/runs/more/o.ipynb': the folder '/proc/runs' cannot be made, for its folder"
                + " '/proc' lets nothing be made in it; choose another with -o.", below.getMessage());
    }

    @Test
    void a_name_that_is_too_long_is_told_so() {
        Path output = directory.resolve("n".repeat(300) + ".ipynb");
        var failure = assertThrows(RunException.class, () -> OutputLock.take(output));
        assertTrue(failure.getMessage().endsWith("': its name of 306 characters is too long; choose another with -o."),
                failure.getMessage());
    }
}
