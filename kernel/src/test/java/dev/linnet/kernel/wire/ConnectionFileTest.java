package dev.linnet.kernel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionFileTest {
    private static final String PORTS = "\"shell_port\":1,\"iopub_port\":2,\"stdin_port\":3,\"control_port\":4,"
            + "\"hb_port\":5";

    @TempDir
    Path directory;

    private ConnectionFile read(String json) throws IOException {
        return ConnectionFile.read(Files.writeString(directory.resolve("connection.json"), json));
    }

    @Test
    void it_is_read_as_jupyter_writes_it() throws IOException {
        var file = read("{" + PORTS + ",\"ip\":\"0.0.0.0\",\"key\":\"abc\",\"transport\":\"tcp\","
                + "\"signature_scheme\":\"hmac-sha256\",\"kernel_name\":\"linnet\",\"jupyter_session\":\"x\"}");
        assertEquals(new ConnectionFile("tcp", "0.0.0.0", 1, 2, 3, 4, 5, "hmac-sha256", "abc"), file);
        assertEquals(file, read(file.json()));
        assertFalse(file.toString().contains("abc"), "the key is a secret");
    }

    @Test
    void it_is_loopback_unless_it_says_otherwise() throws IOException {
        assertEquals("tcp://127.0.0.1:1", read("{" + PORTS + "}").address(1));
        assertEquals("tcp://[::1]:1", read("{" + PORTS + ",\"ip\":\"::1\"}").address(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"shell_port\":1}|needs \"iopub_port\" as a whole number; it is missing",
            "{\"shell_port\":\"x\"}|needs \"shell_port\" as a whole number; it is a string",
            "{\"shell_port\":1.5}|needs \"shell_port\" as a whole number; it is 1.5", "{|malformed JSON",
            "[]|not a JSON object", "{PORTS,\"transport\":\"udp\"}|transport \"udp\"; Linnet speaks tcp and ipc",
            "{PORTS,\"hb_port\":70000}|hb_port is 70000; a port lies in 0..65535"})
    void what_is_wrong_is_said_in_a_sentence(String json, String said) {
        var e = assertThrows(IllegalArgumentException.class, () -> read(json.replace("PORTS", PORTS)));
        assertTrue(e.getMessage().contains(said), e.getMessage());
    }

    @Test
    void a_missing_file_is_named() {
        var e = assertThrows(IOException.class, () -> ConnectionFile.read(directory.resolve("none.json")));
        assertTrue(e.getMessage().startsWith("There is no connection file " + directory), e.getMessage());
    }

    @Test
    void a_port_in_use_is_named() throws IOException {
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var wanted = new ConnectionFile("tcp", "127.0.0.1", 0, 0, 0, port, 0, "hmac-sha256", "");
            var e = assertThrows(IOException.class, () -> Server.start(wanted, new SmallLanguage(), directory));
            assertTrue(e.getMessage()
                    .startsWith(
                            "Linnet cannot listen on 127.0.0.1 port " + port + " (control_port): it is in use"),
                    e.getMessage());
        }
    }
}
