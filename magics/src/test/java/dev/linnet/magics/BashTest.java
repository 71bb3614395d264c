package dev.linnet.magics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;

@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class BashTest {
    @TempDir
    private Path directory;
    private Notebook notebook;

    @BeforeEach
    void open() {
        notebook = new Notebook(directory);
    }

    @AfterEach
    void close() {
        notebook.close();
    }

    @Test
    void the_script_is_taken_as_typed_with_its_arguments() {
        assertEquals("a b|$HOME \"q\" \\n é\n",
                notebook.printed("%%bash -- 'a b' second\nprintf '%s|' \"$1\"\necho '$HOME \"q\" \\n é'"));
        assertNull(notebook.value("%%bash\ntrue"), "a script that succeeds has no value to show");
    }

    @Test
    void it_runs_in_the_magics_directory_with_their_environment() throws Exception {
        Files.createDirectories(directory.resolve("sub dir"));
        notebook.printed("%cd \"sub dir\"");
        notebook.printed("%env GREETING=hello");
        assertEquals(directory.resolve("sub dir").toRealPath() + "\nhello\n",
                notebook.printed("%%bash\npwd -P; echo $GREETING"));
    }

    @Test
    void an_exit_code_is_an_error_or_with_an_option_the_value() {
        var text = notebook.failure("%%bash\necho before\nexit 3");
        assertTrue(text.contains("bash ended with exit code 3."), text);
        assertEquals("before\n", notebook.printed());
        assertTrue(notebook.failure("%%bash\nno_such_command_x").contains("127 (a command was not found)"));
        assertTrue(notebook.printed().contains("no_such_command_x"), "stderr is shown");
        assertEquals("3", notebook.value("%%bash --code\nexit 3"));
    }

    @Test
    void output_goes_to_a_variable_on_request() {
        assertEquals("", notebook.printed("%%bash -o lines\necho one; echo two"));
        assertEquals("2", notebook.value("lines.lines().count()"));
        assertTrue(notebook.failure("%%bash -o 1x\ntrue").contains("-o takes the name of a variable, not \"1x\"."));
    }

    @Test
    void output_appears_while_the_script_runs_and_an_interrupt_ends_all_its_processes() throws Exception {
        var first = new CompletableFuture<String>();
        var result = CompletableFuture.supplyAsync(() -> notebook.session()
                .execute(ExecuteRequest.of("%%bash\nsleep 600 & echo $!\nwait"), output -> {
                    if (output instanceof Output.Stream stream) {
                        first.complete(stream.text());
                    }
                }), task -> Thread.ofPlatform().daemon().start(task));
        var sleeping = ProcessHandle.of(Long.parseLong(first.get(60, TimeUnit.SECONDS).strip())).orElseThrow();
        notebook.session().interrupt();
        assertEquals(ExecutionResult.Status.ABORTED, result.get(60, TimeUnit.SECONDS).status());
        sleeping.onExit().get(60, TimeUnit.SECONDS);
        assertFalse(sleeping.isAlive());
        assertEquals("on\n", notebook.printed("%%bash\necho on"));
    }

    @Test
    void a_background_process_does_not_hold_the_cell() {
        var text = notebook.printed("%%bash\nsleep 600 & echo $!");
        ProcessHandle.of(Long.parseLong(text.strip())).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_directory_that_is_gone_gets_a_sentence() throws Exception {
        var gone = Files.createDirectories(directory.resolve("gone"));
        notebook.printed("%cd gone");
        Files.delete(gone);
        assertTrue(notebook.failure("%%bash\ntrue").contains("gone\" is gone; choose another with %cd."));
    }
}
