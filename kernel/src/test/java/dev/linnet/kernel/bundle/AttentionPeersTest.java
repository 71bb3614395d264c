package dev.linnet.kernel.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The bundle's Python program, by unittest; skipped where there is no Python 3.11. */
class AttentionPeersTest {
    private static int python(StringBuilder said, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("python3", "-B"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        said.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        return process.waitFor();
    }

    private static String path(String resource) throws Exception {
        return Path.of(GpuBundle.class.getResource(resource).toURI()).toString();
    }

    @Test
    void their_times_stand_beside_ours_or_what_is_missing_is_said() throws Exception {
        var said = new StringBuilder();
        try {
            if (python(said, "-c", "import sys; sys.exit(sys.version_info < (3, 11))") != 0) {
                abort("python3 is older than 3.11");
            }
        } catch (IOException e) {
            abort("no python3: " + e.getMessage());
        }
        assertEquals(0, python(said, path("test_attention_peers.py"), path("attention-peers.py")), said::toString);
    }
}
