package dev.linnet.kernel.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.jvm.CommandLine;
import dev.linnet.kernel.library.Library;

/** A session that takes the place of another, up to the new virtual machine, which is the wire's business. */
@Timeout(120)
class ReplayTest {
    @TempDir
    private Path directory;
    private final List<Output> outputs = new ArrayList<>();
    private Recollection left;

    private final class Recorder implements Relauncher {
        private final Session[] session = new Session[1];
        private final Recollection before = left;

        @Override
        public CommandLine command() {
            return new CommandLine(Path.of("java"), List.of(), "Main", List.of());
        }

        @Override
        public List<String> originalOptions() {
            return List.of();
        }

        @Override
        public Optional<Recollection> predecessor() {
            return Optional.ofNullable(before);
        }

        @Override
        public void relaunch(List<String> options, Recollection leaving, Map<String, String> environment) {
            left = leaving;
            session[0].interrupt(); // here the process would go on elsewhere
        }
    }

    private Session open() {
        var session = Session.open(SessionConfig.of(Library.empty(), directory));
        var relauncher = new Recorder();
        relauncher.session[0] = session;
        session.relaunchWith(relauncher);
        run(session, "1", true); // Magics.register needs a cell
        return session;
    }

    private ExecutionResult run(Session session, String code, boolean silent) {
        outputs.clear();
        return session.execute(new ExecuteRequest(code, silent, !silent, InputSource.none()), outputs::add);
    }

    private ExecutionResult run(Session session, String code) {
        return run(session, code, false);
    }

    private String result() {
        return outputs.stream()
                .filter(Output.ExecuteResult.class::isInstance)
                .map(output -> ((Output.ExecuteResult) output).bundle().text())
                .findFirst()
                .orElse("");
    }

    private static final String ANEW = "Magics.register(new " + Anew.class.getName() + "());";

    private void leaveFourCells() {
        try (var session = open()) {
            run(session, ANEW, true);
            run(session, "int base = 2;");
            run(session, "base / 0");
            run(session, "System.out.println(\"said\");\nbase * 21");
            run(session, "// nothing before it\n%anew");
        }
    }

    @Test
    void what_is_left_are_the_cells_that_succeeded_with_their_numbers() {
        leaveFourCells();
        assertEquals(new Recollection(3, List.of(new Recollection.Recalled(1, "int base = 2;"),
                new Recollection.Recalled(3, "System.out.println(\"said\");\nbase * 21"))), left);
    }

    @Test
    void the_next_session_runs_them_again_in_silence_and_goes_on_with_the_numbers() {
        leaveFourCells();
        try (var next = open()) {
            run(next, ANEW, true);
            var cell = run(next, "%anew");
            assertTrue(cell.ok());
            assertEquals(4, cell.executionCount());
            assertEquals("2", result());
            assertFalse(outputs.toString().contains("said"), outputs.toString());
            run(next, "base + (int) Out.get(3)");
            assertEquals("44", result());
            run(next, "1 / (base - 2)");
            var failed = run(next, "Out.get(4)");
            assertTrue(failed.ok());
            assertEquals("2", result());
        }
    }

    @Test
    void a_cell_that_restarted_before_does_not_do_so_when_it_is_run_again() {
        leaveFourCells();
        try (var next = open()) {
            run(next, ANEW, true);
            run(next, "%anew");
            run(next, "%anew");
            assertEquals(List.of(1, 3, 4), left.cells().stream().map(Recollection.Recalled::number).toList());
        }
        try (var last = open()) {
            run(last, ANEW, true);
            assertTrue(run(last, "%anew").ok());
            assertEquals("3", result());
        }
    }
}
