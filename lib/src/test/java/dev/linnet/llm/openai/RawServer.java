package dev.linnet.llm.openai;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A server on loopback that behaves badly: bytes of its own choice on a bare socket. */
final class RawServer implements AutoCloseable {
    /** What it does with a connection once the request has arrived. */
    @FunctionalInterface
    interface Conversation {
        void with(Socket socket) throws IOException;
    }

    private final ServerSocket server;

    RawServer(Conversation conversation) {
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            readRequest(socket.getInputStream());
                            conversation.with(socket);
                        } catch (IOException _) { // the client went away
                        }
                    });
                } catch (IOException _) {
                    return; // closed
                }
            }
        });
    }

    /** Headers and as much of a body as they announce. */
    private static void readRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("no request");
            }
            head.append((char) b);
        }
        for (String line : head.toString().split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                in.readNBytes(Integer.parseInt(line.substring(15).strip()));
            }
        }
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** Waits for the client to go away, and says so. */
    static void untilClosed(Socket socket, CountDownLatch gone) throws IOException {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } finally {
            gone.countDown();
        }
    }

    Endpoint endpoint() {
        return Endpoint.at("http://localhost:" + server.getLocalPort() + "/v1").withModel("finch");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
