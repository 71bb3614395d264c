package dev.linnet.kernel.session;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import dev.linnet.display.Progress;
import dev.linnet.kernel.engine.StoppedException;
import dev.linnet.kernel.jvm.CommandLine;
import dev.linnet.kernel.jvm.ProcessImage;
import dev.linnet.kernel.magic.CellNumbers;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.VirtualMachine;

/**
 * The virtual machine as the magics of one text see it.
 *
 * @param number    the text's in the session's sources
 * @param beginning whether the magic is the first that the text does
 */
record SessionMachine(Workspace workspace, CellInterpreter interpreter, int number,
        boolean beginning) implements VirtualMachine {
    @Override
    public Optional<CommandLine> command() {
        return ProcessImage.isReplaceable() ? workspace.relauncher().map(Relauncher::command) : Optional.empty();
    }

    @Override
    public List<String> originalOptions() {
        return workspace.relauncher().map(Relauncher::originalOptions).orElse(List.of());
    }

    @Override
    public List<Integer> cells() {
        return workspace.succeeded();
    }

    @Override
    public boolean isAtBeginning() {
        return beginning && workspace.sources().isCell(number);
    }

    @Override
    public void restart(List<String> options, boolean withCells) throws MagicException, InterruptedException {
        var relauncher = workspace.relauncher().orElseThrow();
        var cells = workspace.succeeded()
                .stream()
                .filter(_ -> withCells)
                .map(cell -> new Recollection.Recalled(cell, String.join("\n", workspace.sources().get(cell).lines())))
                .toList();
        Cell.current().output().flush();
        try {
            relauncher.relaunch(options, new Recollection(number - 1, cells), changedEnvironment());
        } catch (IOException e) {
            throw new MagicException("The virtual machine cannot be restarted: " + e.getMessage(), e);
        }
        new CountDownLatch(1).await(); // the process goes on elsewhere
    }

    private Map<String, String> changedEnvironment() {
        var changed = new HashMap<>(workspace.environment());
        changed.entrySet().removeAll(System.getenv().entrySet());
        return changed;
    }

    @Override
    public Optional<Integer> replay() throws Exception {
        var left = workspace.takeRecollection();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        var cells = left.get().cells();
        if (!cells.isEmpty()) {
            replay(cells);
        }
        return Optional.of(cells.size());
    }

    private void replay(List<Recollection.Recalled> cells) throws Exception {
        var running = Cell.current();
        var output = workspace.output("replay", ignored -> {});
        output.mute();
        int done = 0;
        workspace.replaying(true);
        try (var progress = Progress.of("running cells again", cells.size())) {
            for (var cell : cells) {
                if (running.interrupted()) {
                    throw new StoppedException();
                }
                progress.message("cell " + cell.number());
                replay(cell, running, output);
                done++;
                progress.step();
            }
            progress.message("");
        } catch (Exception | Error e) {
            System.err.println(left(cells.subList(done, cells.size()), e instanceof StoppedException));
            throw e;
        } finally {
            workspace.replaying(false);
        }
    }

    private void replay(Recollection.Recalled cell, Cell running, CellOutput output) throws Exception {
        workspace.sources().cell(cell.number(), cell.code());
        Cell.enter(running.withOutput(output));
        try {
            var evaluation = interpreter.run(cell.code(), cell.number());
            if (evaluation.hasValue()) {
                workspace.results().put(cell.number(), evaluation.value());
            }
            workspace.succeeded(cell.number());
        } finally {
            Cell.enter(running);
        }
    }

    private static String left(List<Recollection.Recalled> rest, boolean interrupted) {
        var numbers = CellNumbers.text(rest.stream().map(Recollection.Recalled::number).toList());
        return "Cell " + rest.getFirst().number() + (interrupted ? " was interrupted" : " failed")
                + " when it was run again. What is missing now: " + numbers + ".";
    }

    @Override
    public boolean isReplaying() {
        return workspace.isReplaying();
    }
}
