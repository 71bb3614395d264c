package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.linnet.kernel.jvm.CommandLine;
import dev.linnet.kernel.jvm.ProcessImage;
import dev.linnet.kernel.session.Recollection;
import dev.linnet.kernel.session.Relauncher;

/**
 * Puts another kernel into the place of this one: in the same process, on the same ports, with the requests that this one
 * has not answered. Who started the process sees one that goes on; a front end sees a cell that takes its time.
 */
final class KernelRelauncher implements Relauncher {
    static final String CONTINUE = "--continue";

    private final CommandLine command;
    private final Continuation before;
    private volatile Server server;

    /** @param before what the kernel before this one handed over, or null */
    KernelRelauncher(CommandLine command, Continuation before) {
        this.command = command;
        this.before = before;
    }

    /** Tells which server is to be handed over. */
    void serves(Server serving) {
        server = serving;
    }

    @Override
    public CommandLine command() {
        return command;
    }

    @Override
    public List<String> originalOptions() {
        return before == null ? command.options() : before.originalOptions();
    }

    @Override
    public Optional<Recollection> predecessor() {
        return Optional.ofNullable(before).map(Continuation::left);
    }

    @Override
    public void relaunch(List<String> options, Recollection left, Map<String, String> environment) throws IOException {
        if (!server.canBeHandedOver()) {
            throw new IOException(
                    "a cell of a subshell runs or waits, and would be lost. Restart in the main shell when"
                            + " it has ended.");
        }
        Path connection = Path.of(command.arguments().getFirst());
        // A thread that neither the cell nor its interrupts are on.
        new SteadyThread(() -> {
            try {
                var messages = server.handOver();
                Path file = new Continuation(originalOptions(), left, messages).write();
                ProcessImage.replace(
                        command.with(options, List.of(connection.toString(), CONTINUE, file.toString())).words(),
                        environment);
            } catch (Throwable failure) {
                // Nothing listens any more; Jupyter starts a kernel anew where one has ended.
                Log.defect("The kernel could not be started anew and ends", failure);
                Runtime.getRuntime().halt(1);
            }
        }, "linnet-relaunch").start();
    }
}
