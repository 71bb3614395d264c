package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import org.zeromq.SocketType;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

import dev.linnet.kernel.engine.Reserve;

/** The five bound sockets of a kernel, and where they ended up listening. */
record Sockets(ZMQ.Context context, ConnectionFile connection, UnixSockets unix, ZMQ.Socket shell, ZMQ.Socket iopub,
        ZMQ.Socket stdin, ZMQ.Socket control, ZMQ.Socket heartbeat) {
    /** A bigger frame ends its connection: what arrives is held in memory before its signature can be checked. */
    private static final long MAX_FRAME_BYTES = Math.min(1L << 29, Runtime.getRuntime().maxMemory() / 4);
    /** So often one of ZeroMQ's threads takes its work up again. */
    private static final int MOST_FAILURES = 1000;
    /** Who fails after so long has not failed again, but anew. */
    private static final long WORKED_NANOS = 5_000_000_000L;

    /**
     * Binds them.
     *
     * @throws IOException where a port cannot be bound; the message names it
     */
    static Sockets bind(ConnectionFile wanted) throws IOException {
        ZMQ.Context context = ZMQ.context(1);
        context.setThreadFactor((work, name) -> new SteadyThread(() -> persist(work), "linnet-zmq-" + name));
        context.setNotificationExceptionHandler((_, e) -> {
            if (!(e.getCause() instanceof ClosedChannelException)) { // of a socket that is being closed: of no consequence
                Log.defect("A ZeroMQ thread met an error and goes on", e);
            }
        });
        ZMQ.Socket shell = bind(context, SocketType.ROUTER, wanted, "shell", wanted.shellPort());
        ZMQ.Socket iopub = bind(context, SocketType.XPUB, wanted, "iopub", wanted.iopubPort());
        ZMQ.Socket stdin = bind(context, SocketType.ROUTER, wanted, "stdin", wanted.stdinPort());
        ZMQ.Socket control = bind(context, SocketType.ROUTER, wanted, "control", wanted.controlPort());
        ZMQ.Socket heartbeat = bind(context, SocketType.ROUTER, wanted, "hb", wanted.hbPort());
        iopub.setXpubVerbose(true); // greet every subscriber, not only the first of each topic
        stdin.setRouterMandatory(true); // know when a question reaches nobody
        shell.setRouterMandatory(true); // and a reply
        var unix = new UnixSockets();
        if (wanted.isIpc()) {
            unix.open(wanted.unixSocket(wanted.shellPort()), port(shell));
            unix.open(wanted.unixSocket(wanted.iopubPort()), port(iopub));
            unix.open(wanted.unixSocket(wanted.stdinPort()), port(stdin));
            unix.open(wanted.unixSocket(wanted.controlPort()), port(control));
            unix.open(wanted.unixSocket(wanted.hbPort()), port(heartbeat));
        }
        var bound = wanted.isIpc()
                ? wanted
                : new ConnectionFile(wanted.transport(), wanted.ip(), port(shell), port(iopub), port(stdin),
                        port(control),
                        port(heartbeat), wanted.signatureScheme(), wanted.key());
        return new Sockets(context, bound, unix, shell, iopub, stdin, control, heartbeat);
    }

    /** A cell that fills the memory must not end ZeroMQ's threads, whose work can be taken up again where it failed. */
    private static void persist(Runnable work) {
        long begun = System.nanoTime();
        for (int failures = 0; failures < MOST_FAILURES; failures++) {
            try {
                if (succeeds(work, failures)) {
                    return;
                }
            } catch (OutOfMemoryError _) {
                // there was not even enough to tell of a failure
            }
            long now = System.nanoTime();
            failures = now - begun > WORKED_NANOS ? 0 : failures;
            begun = now;
        }
        Log.problem(
                "A ZeroMQ thread has failed " + MOST_FAILURES + " times and ends: the kernel may not answer any more;"
                        + " restart it.");
    }

    private static boolean succeeds(Runnable work, int failures) {
        try {
            work.run();
            return true;
        } catch (OutOfMemoryError full) {
            Reserve.awaitMemory(full, Math.min(failures, Reserve.PATIENCE - 1));
            Log.problem("A ZeroMQ thread found no memory and goes on.");
        } catch (RuntimeException | Error e) {
            Log.defect("A ZeroMQ thread met an error and goes on", e);
        }
        return false;
    }

    private static ZMQ.Socket bind(ZMQ.Context context, SocketType type, ConnectionFile wanted, String name, int port)
            throws IOException {
        ZMQ.Socket socket = context.socket(type);
        socket.setLinger(0);
        socket.setSndHWM(0); // no limit: a lost status would show a cell that runs for ever
        socket.setRcvHWM(0);
        socket.setMaxMsgSize(MAX_FRAME_BYTES);
        if (type == SocketType.ROUTER) {
            socket.setRouterHandover(true); // a front end that connects anew keeps its identity
        }
        if (!wanted.isIpc() && wanted.ip().indexOf(':') >= 0) {
            socket.setIPv6(true);
        }
        Exception cause = null;
        try {
            if (socket.bind(wanted.address(port))) {
                return socket;
            }
        } catch (ZMQException | IllegalArgumentException e) {
            cause = e;
        }
        throw new IOException("Linnet cannot listen on " + wanted.ip() + " port " + port + " (" + name
                + "_port): it is in use or not allowed. Start the kernel again, so that Jupyter chooses other ports.",
                cause);
    }

    private static int port(ZMQ.Socket socket) {
        String endpoint = socket.getLastEndpoint();
        return Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1));
    }
}
