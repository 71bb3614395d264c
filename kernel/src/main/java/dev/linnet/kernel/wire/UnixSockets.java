package dev.linnet.kernel.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.linnet.kernel.engine.Reserve;

/**
 * The transport {@code ipc}: Unix domain sockets in front of a kernel's loopback ports. ZeroMQ's bytes are the same on
 * both, so they are passed on as they are; JeroMQ itself has no real {@code ipc}.
 */
final class UnixSockets implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final List<ServerSocketChannel> servers = new ArrayList<>();
    private final List<Path> paths = new ArrayList<>();

    /**
     * Listens on a path for connections to a loopback port.
     *
     * @throws IOException where it cannot; the message names the path
     */
    void open(Path path, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            server.close();
            throw new IOException("Linnet cannot listen on the Unix socket " + path + ": " + e.getMessage()
                    + ". Start the kernel again, so that Jupyter chooses another.", e);
        }
        servers.add(server);
        paths.add(path);
        daemon(() -> accept(server, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    /** Connects everybody who comes, until the server is closed. */
    static void accept(ServerSocketChannel server, SocketAddress target) {
        while (server.isOpen()) {
            try {
                SocketChannel caller = server.accept();
                SocketChannel kernel;
                try {
                    kernel = target instanceof UnixDomainSocketAddress
                            ? SocketChannel.open(StandardProtocolFamily.UNIX)
                            : SocketChannel.open();
                    kernel.connect(target);
                } catch (IOException e) {
                    caller.close();
                    continue;
                }
                daemon(() -> pump(caller, kernel));
                daemon(() -> pump(kernel, caller));
            } catch (IOException _) {
                return; // closed
            } catch (OutOfMemoryError full) { // who came tries again
                Reserve.awaitMemory(full, 0);
            }
        }
    }

    /** Passes bytes on until either end is closed, which closes the other. */
    private static void pump(SocketChannel from, SocketChannel to) {
        var buffer = ByteBuffer.allocateDirect(BUFFER);
        try (from; to) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
        } catch (IOException _) {
            // closed at either end
        }
    }

    static void daemon(Runnable work) {
        new SteadyThread(work, "linnet-ipc").start();
    }

    @Override
    public void close() {
        for (ServerSocketChannel server : servers) {
            try {
                server.close();
            } catch (IOException e) {
                Log.defect("A Unix socket did not close", e);
            }
        }
        for (Path path : paths) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                Log.problem("The Unix socket " + path + " is left behind: " + e.getMessage());
            }
        }
    }
}
