package dev.linnet.llm.cassette;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it records loses nothing that it had. */
@Timeout(60)
class KilledRecordingTest {
    /** Records until it is killed, and prints the number of each reply that it was given. */
    public static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) {
            String filling = "x".repeat(10_000);
            var cassette = Cassette.open(Path.of(arguments[0]), CassetteMode.RECORD,
                    _ -> ChatReply.of(filling, "m")); // closed by the kill
            for (int i = 0;; i++) {
                Objects.requireNonNull(cassette.complete(ChatRequest.of("question " + i)));
                System.out.println(i);
            }
        }
    }

    @Test
    void every_reply_that_was_handed_out_is_there(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("killed.jsonl");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Recorder.class.getName(), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int handedOut = -1;
        try (var out = process.inputReader()) {
            for (int i = 0; i < 20; i++) {
                handedOut = Integer.parseInt(out.readLine());
            }
            process.toHandle().destroyForcibly(); // leaves what it has printed to be read
            for (String line = out.readLine(); line != null && line.matches("\\d+"); line = out.readLine()) {
                handedOut = Math.max(handedOut, Integer.parseInt(line));
            }
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertTrue(handedOut >= 19);
        try (var cassette = Cassette.replay(file)) {
            for (int i = 0; i <= handedOut; i++) {
                assertEquals(10_000, cassette.complete(ChatRequest.of("question " + i)).text().length());
            }
        }
        try (var cassette = Cassette.open(file, CassetteMode.AUTO, _ -> ChatReply.of("after", "m"))) {
            assertEquals("after", cassette.complete(ChatRequest.of("one more")).text());
        }
        try (var cassette = Cassette.replay(file)) {
            assertEquals("after", cassette.complete(ChatRequest.of("one more")).text());
        }
    }
}
