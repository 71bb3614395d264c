package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.linnet.display.comm.CommHub;

/**
 * A kernel on the wire: five bound sockets and the handlers behind them. Cells run on a queue of their own, so that
 * everything else is answered while one runs; control requests are handled on the control channel's thread, so that
 * nothing on the shell channel delays an interrupt.
 */
public final class Server implements AutoCloseable {
    private static final int LINGER_MILLIS = 300;
    /** So long those who were connected to the kernel before this one may take to come back. */
    private static final int RETURN_MILLIS = 10_000;
    /** A ZeroMQ socket that lost its peer tries again within 0.2 seconds, unless it is told otherwise. */
    private static final int RECONNECT_MILLIS = 300;

    private final CellService cells;
    private final Codec codec;
    private final Iopub iopub;
    private final InputRequests input;
    private final Comms comms;
    private final HistoryQueries history;
    private final Lane queries = new Lane("queries");
    private final CountDownLatch shutdown = new CountDownLatch(1);
    private final Sockets sockets;
    private final ConnectionFile connection;
    private final Subshells subshells;
    private final List<Channel> channels;
    private Channel shell;
    private Channel stdin;
    private volatile boolean restart;
    private boolean closed;

    private Server(Codec codec, Sockets sockets, CellService cells, Path historyFile) {
        this.cells = cells;
        this.codec = codec;
        this.sockets = sockets;
        this.iopub = new Iopub(codec);
        this.input = new InputRequests(codec);
        this.comms = new Comms(iopub);
        this.history = new HistoryQueries(new HistoryFile(historyFile, codec.session()));
        this.connection = sockets.connection();
        var around = new CellQueue.Listener() {
            @Override
            public void started(Request cell) {
                comms.parent(cell);
            }

            @Override
            public void ended(int executionCount, String code, String result) {
                queries.submit(() -> history.add(executionCount, code, result));
            }
        };
        this.subshells = new Subshells(name -> new CellQueue(name, cells, input, around));
        cells.connect(comms);
        this.channels = serve();
    }

    /**
     * Binds the sockets and begins to serve.
     *
     * @param wanted  where to listen; {@link #connection()} tells the ports that were chosen for 0
     * @param cells   runs the cells; closed by its owner, not by this server
     * @param history the file that keeps the cells
     * @throws IOException where a port cannot be bound; the message names it
     */
    public static Server start(ConnectionFile wanted, CellService cells, Path history) throws IOException {
        var codec = new Codec(new Signer(wanted.signatureScheme(), wanted.key()));
        return new Server(codec, Sockets.bind(wanted), cells, history);
    }

    /** Serves requests that the kernel before this one on the same ports has left, once their senders are back. */
    void resume(List<List<byte[]>> messages) {
        shell.awaitReceivers(RETURN_MILLIS);
        stdin.awaitReceivers(RETURN_MILLIS);
        new SteadyThread(() -> {
            try {
                iopub.awaitSubscriber(RETURN_MILLIS);
                Thread.sleep(RECONNECT_MILLIS);
            } catch (InterruptedException _) {
                // then at once
            }
            messages.forEach(shell::receive);
        }, "linnet-resume").start();
    }

    /** Whether no cell runs or waits beside the main shell, whose cells alone can be handed over. */
    boolean canBeHandedOver() {
        return subshells.areIdle();
    }

    /**
     * Ends, and leaves to another kernel what is not answered.
     *
     * @return the frames of the cells that run or wait
     */
    synchronized List<List<byte[]>> handOver() {
        closed = true;
        subshells.stop();
        comms.closeAll();
        shell.receiveAndClose(LINGER_MILLIS);
        endQueries();
        closeSockets();
        return subshells.unanswered().stream().map(cell -> codec.frames(cell.message())).toList();
    }

    private List<Channel> serve() {
        var dispatcher = new Dispatcher(codec, iopub, subshells, new CodeQueries(cells), history, comms, queries,
                new KernelInfo(cells.runsCellsAtOnce()), this::interrupt, this::shutdown);
        var published = new Channel("iopub", sockets.iopub(), iopub::subscription);
        stdin = new Channel("stdin", sockets.stdin(), (channel, frames) -> {
            Message message = Dispatcher.decode(codec, channel, frames);
            if (message != null) {
                input.received(message);
            }
        });
        iopub.attach(published);
        input.attach(stdin);
        var heartbeat = new Channel("heartbeat", sockets.heartbeat(), Channel::sendNow);
        var control = new Channel("control", sockets.control(), dispatcher::received);
        shell = new Channel("shell", sockets.shell(), dispatcher::received);
        var all = List.of(published, stdin, heartbeat, control, shell);
        for (Channel channel : all) {
            channel.start();
        }
        return all;
    }

    private void interrupt(Request request) {
        cells.interrupt();
        request.replyOk();
    }

    private void shutdown(Request request) {
        restart = request.content().bool("restart", false);
        request.replyOk("restart", restart);
        request.publish("shutdown_reply", Iopub.content("status", "ok", "restart", restart));
        request.channel().afterReceiving(shutdown::countDown); // after this request's idle
    }

    /** Where this kernel listens, with the ports it chose. */
    public ConnectionFile connection() {
        return connection;
    }

    /** The widgets' conversations. */
    CommHub comms() {
        return comms;
    }

    /**
     * Waits for a shutdown request, whatever interrupts the thread meanwhile.
     *
     * @return whether the front end will start the kernel again
     */
    public boolean awaitShutdown() {
        while (true) {
            try {
                shutdown.await();
                return restart;
            } catch (InterruptedException _) {
                // a cell can interrupt every thread
            }
        }
    }

    /** Sends what is still to be sent and closes the sockets; what a client does not fetch in time is lost. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        shutdown.countDown();
        try {
            subshells.close(LINGER_MILLIS); // the last cell's reply and idle
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        endQueries();
        closeSockets();
    }

    /** Waits for the answers and for the last cells' place in the history; a cell that ends later gets none. */
    private void endQueries() {
        queries.close();
        try {
            queries.join(LINGER_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        history.close();
    }

    private void closeSockets() {
        for (Channel channel : channels) {
            channel.close(LINGER_MILLIS);
        }
        try {
            for (Channel channel : channels) {
                channel.join(LINGER_MILLIS);
            }
            sockets.unix().close();
            var ending = new Thread(sockets.context()::close, "linnet-sockets");
            ending.setDaemon(true); // it waits for what lingers, and need not be waited for longer than that
            ending.start();
            ending.join(2 * LINGER_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
