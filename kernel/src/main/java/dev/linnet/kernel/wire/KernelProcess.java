package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.linnet.kernel.jvm.CommandLine;

/**
 * The life of a kernel's process: it serves until a shutdown request, a SIGTERM or the death of the Jupyter server that
 * started it, and is gone within a second of it, whatever the cells are doing.
 */
public final class KernelProcess implements AutoCloseable {
    private static final int LAST_MILLIS = 800;
    private static final int CLOSE_MILLIS = 200;

    private final Server server;
    private final CellService cells;
    private boolean ended;

    private KernelProcess(Server server, CellService cells) {
        this.server = server;
        this.cells = cells;
    }

    /**
     * Runs a kernel and ends the process.
     *
     * @param args   the path of the connection file
     * @param opener opens what runs the cells, on another thread while the sockets are bound
     */
    public static void run(String[] args, Callable<CellService> opener) {
        int exit = 1;
        try {
            boolean continues = args.length == 3 && args[1].equals(KernelRelauncher.CONTINUE);
            if (args.length != 1 && !continues) {
                throw new IllegalArgumentException(
                        "Give one argument, the path of the connection file that Jupyter wrote; got " + args.length
                                + ".");
            }
            Continuation before = continues ? Continuation.take(Path.of(args[2])) : null;
            start(Path.of(args[0]), before, opener, HistoryFile.standardLocation()).serve();
            exit = 0;
        } catch (IOException | IllegalArgumentException e) {
            Log.problem(Request.sentence(e));
        } catch (Throwable t) {
            Log.defect("The kernel failed", t);
        }
        System.exit(exit);
    }

    /** Begins to serve; {@code before} is what the kernel before this one handed over, or null. */
    static KernelProcess start(Path file, Continuation before, Callable<CellService> opener, Path history)
            throws IOException {
        ConnectionFile wanted = ConnectionFile.read(file);
        var relauncher = CommandLine.ofThisProcess().map(command -> new KernelRelauncher(command, before));
        CellService cells = OpeningCells.begin(() -> {
            var opened = opener.call();
            relauncher.ifPresent(opened::relaunchWith);
            return opened;
        });
        Server server = Server.start(wanted, cells, history);
        relauncher.ifPresent(anew -> anew.serves(server));
        if (before != null) {
            server.resume(before.messages());
        }
        if (wanted.leavesPorts()) {
            Files.writeString(file, server.connection().json());
        }
        return new KernelProcess(server, cells);
    }

    ConnectionFile connection() {
        return server.connection();
    }

    private void serve() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "linnet-end"));
        String parent = System.getenv("JPY_PARENT_PID");
        if (parent != null) {
            endWith(parent);
        }
        server.awaitShutdown();
        end();
    }

    /** Ends this process when the process that started it does. A number that is no process here says nothing. */
    private static void endWith(String parent) {
        ProcessHandle process;
        try {
            process = ProcessHandle.of(Long.parseLong(parent)).orElse(null);
        } catch (NumberFormatException | UnsupportedOperationException _) {
            return;
        }
        if (process != null) {
            daemon("linnet-parent", () -> {
                process.onExit().join();
                Log.problem("The Jupyter server is gone, so the kernel ends.");
                System.exit(0);
            });
        }
    }

    /** Stops the cell that runs, delivers what is still to be sent, and sees to it that the process does end. */
    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        daemon("linnet-last", () -> {
            try {
                Thread.sleep(LAST_MILLIS);
            } catch (InterruptedException _) {
                // then at once
            }
            Runtime.getRuntime().halt(0);
        });
        Thread closing = daemon("linnet-close", cells::close);
        try {
            closing.join(CLOSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }

    /** Ends the kernel; the process goes on. */
    @Override
    public void close() {
        cells.close();
        server.close();
    }

    private static Thread daemon(String name, Runnable task) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
