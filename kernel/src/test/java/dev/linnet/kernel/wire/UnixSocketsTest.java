package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's ZeroMQ has no Unix sockets either, so it reaches them through loopback ports. */
class UnixSocketsTest {
    @TempDir
    Path directory;

    private ConnectionFile ipc() {
        return new ConnectionFile("ipc", directory.resolve("k").toString(), 1, 2, 3, 4, 5, "hmac-sha256", "key");
    }

    private int portTo(Path unixSocket) throws IOException {
        var server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        UnixSockets.daemon(() -> UnixSockets.accept(server, UnixDomainSocketAddress.of(unixSocket)));
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    @Test
    void a_kernel_is_reached_over_unix_sockets_and_removes_them() throws IOException {
        var server = Server.start(ipc(), new SmallLanguage(), directory.resolve("history.jsonl"));
        assertEquals(ipc(), server.connection());
        var reached = new ConnectionFile("tcp", "127.0.0.1", portTo(directory.resolve("k-1")),
                portTo(directory.resolve("k-2")), portTo(directory.resolve("k-3")), portTo(directory.resolve("k-4")),
                portTo(directory.resolve("k-5")), "hmac-sha256", "key");
        try (var client = new WireClient(reached)) {
            String id = client.startExecute("print " + "x".repeat(1_000_000));
            assertEquals("ok", client.reply(id).status());
            assertEquals(1_000_001, client.stream(id, "stdout").length());
        }
        server.close();
        for (int port = 1; port <= 5; port++) {
            assertFalse(Files.exists(directory.resolve("k-" + port)));
        }
    }

    @Test
    void a_path_in_use_is_named() throws IOException {
        Files.createFile(directory.resolve("k-3"));
        var e = assertThrows(IOException.class, () -> Server.start(ipc(), new SmallLanguage(), directory));
        assertTrue(e.getMessage().startsWith("Linnet cannot listen on the Unix socket " + directory.resolve("k-3")),
                e.getMessage());
    }

    @Test
    void without_a_key_it_is_refused() {
        var e = assertThrows(IllegalArgumentException.class,
                () -> new ConnectionFile("ipc", "k", 1, 2, 3, 4, 5, "hmac-sha256", ""));
        assertTrue(e.getMessage().contains("ipc without a key"), e.getMessage());
    }
}
