package dev.linnet.kernel.wire;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.io.TempDir;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;

class InProcessJavaTest extends JavaCellsTest {
    @TempDir
    static Path directory;

    private CellService cells;
    private Server server;

    @Override
    ConnectionFile start() throws IOException {
        cells = OpeningCells.begin(
                () -> new SessionCells(Session.open(SessionConfig.of(Library.locate(), directory))));
        server = Server.start(ConnectionFile.loopback("a secret"), cells, directory.resolve("history.jsonl"));
        return server.connection();
    }

    @Override
    void stop() {
        cells.close();
        server.close();
    }
}
