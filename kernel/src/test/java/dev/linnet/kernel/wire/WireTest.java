package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A kernel in this process and a client, connected over real sockets. */
abstract class WireTest {
    @TempDir
    Path directory;

    final SmallLanguage cells = new SmallLanguage();
    Server server;
    WireClient client;

    @BeforeEach
    void connect() throws IOException {
        server = Server.start(ConnectionFile.loopback("a secret"), cells, directory.resolve("history.jsonl"));
        client = new WireClient(server.connection());
    }

    @AfterEach
    void disconnect() {
        client.close();
        cells.close();
        server.close();
    }
}
