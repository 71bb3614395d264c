package dev.linnet.llm.session;

import static dev.linnet.llm.openai.ChatServer.completion;
import static dev.linnet.llm.openai.ChatServer.end;
import static dev.linnet.llm.openai.ChatServer.json;
import static dev.linnet.llm.openai.ChatServer.piece;
import static dev.linnet.llm.openai.ChatServer.reply;
import static dev.linnet.llm.openai.ChatServer.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellProblem;
import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.openai.ChatServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What a person types and sees. */
@Timeout(30)
@ResourceLock(Resources.SYSTEM_OUT)
class LlmLanguageTest {
    private static final String KEY = "sk-proj-Zw81kPq0LmNv77";

    @TempDir
    private Path folder;
    private final Map<String, String> environment = new HashMap<>();

    @AfterEach
    void forget() {
        Llm.reset();
        Llm.environment(Map.of());
    }

    private final class Host implements CellHost {
        @Override
        public void run(String name, String java) {
            throw new AssertionError(java);
        }

        @Override
        public void runWritten(String name, String java) {
            throw new AssertionError(java);
        }

        @Override
        public Path workingDirectory() {
            return folder;
        }

        @Override
        public List<Path> fetch(String title, String size, List<String> coordinates) {
            throw new AssertionError(title);
        }

        @Override
        public Map<String, String> environment() {
            return environment;
        }
    }

    private static CellCall call(String... typed) {
        var values = new HashMap<String, String>();
        var arguments = new ArrayList<String>();
        for (int i = 0; i < typed.length; i++) {
            if (typed[i].startsWith("--")) {
                values.put(typed[i], typed[++i]);
            } else {
                arguments.add(typed[i]);
            }
        }
        return new CellCall(values, Map.of(), arguments, "");
    }

    /** What is printed. */
    private String llm(String... typed) throws Exception {
        return printed(() -> assertNull(new LlmLanguage().runLine(call(typed), new Host())));
    }

    private String cell(String body, String... typed) throws Exception {
        return printed(() -> assertNull(new LlmLanguage().runCell(call(typed), body, new Host())));
    }

    private String refused(String... typed) {
        return assertThrows(CellProblem.class, () -> llm(typed)).getMessage();
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    private static String printed(Action action) throws Exception {
        var bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void without_a_server_it_says_what_to_set() throws Exception {
        assertTrue(llm().startsWith("No server is configured. Set OPENAI_BASE_URL (and OPENAI_API_KEY, OPENAI_MODEL)"));
        var missing = assertThrows(ChatException.class, Llm::model);
        assertEquals(ChatException.Kind.NOT_CONFIGURED, missing.kind());
        assertTrue(missing.getMessage().contains("%llm --url http://localhost:11434/v1 --model NAME"));
        assertFalse(Llm.isConfigured());
        assertEquals("--model is about a server, and none is set: give --url as well.", refused("--model", "m"));
        assertEquals("--key-env and --key-file each say where the key is; give one of them.",
                refused("--url", "http://far.example/v1", "--key-env", "KEY", "--key-file", "key.txt"));
        assertEquals("No language model is configured. " + Llm.REMEDY,
                assertThrows(CellProblem.class, () -> cell("hello")).getMessage());
    }

    @Test
    void the_environment_counts_and_the_state_shows_all_but_the_key() throws Exception {
        environment.putAll(Map.of("OPENAI_API_KEY", KEY, "OPENAI_BASE_URL", "http://far.example/v1",
                "OPENAI_MODEL", "finch"));
        String state = llm("--timeout", "1.5", "--attempts", "2", "--concurrency", "1", "--price", "0.15/0.6");
        assertEquals(
                """
                        server      http://far.example/v1
                        model       finch
                        key         from the variable OPENAI_API_KEY, not shown; it travels unencrypted, for the address is not https
                        waits       10 s to connect, 1.5 s for a reply; 2 attempts
                        at once     1 request
                        price       0.15 for a million tokens read, 0.6 written
                        """,
                withoutSpending(state));
        assertFalse(llm().contains("Zw81"));
    }

    private static String withoutSpending(String state) {
        return state.replaceAll("(?m)^so far .*\n", "");
    }

    @Test
    void another_server_does_not_get_the_key_unless_told() throws Exception {
        environment.put("OPENAI_API_KEY", KEY);
        try (var server = new ChatServer().then(reply("ok"))) {
            String url = server.endpoint().base().toString();
            String state = llm("--url", url, "--model", "finch");
            assertTrue(state.contains("key         none; OPENAI_API_KEY is for another server (--key-env OPENAI_API_KEY"
                    + " sends it here)"), state);
            Llm.model().complete(ChatRequest.of("?"));
            assertNull(server.asked().getLast().authorization());
            llm("--key-env", "OPENAI_API_KEY");
            Llm.model().complete(ChatRequest.of("?"));
            assertEquals("Bearer " + KEY, server.asked().getLast().authorization());
        }
    }

    @Test
    void a_key_comes_from_a_file_or_from_java() throws Exception {
        Files.writeString(folder.resolve("key.txt"), KEY + "\n");
        try (var server = new ChatServer().then(reply("ok"))) {
            String state = llm("--url", server.endpoint().base().toString(), "--model", "m", "--key-file", "key.txt");
            assertTrue(state.contains("key         from the file key.txt, not shown\n"), state);
            Llm.model().complete(ChatRequest.of("?"));
            assertEquals("Bearer " + KEY, server.asked().getLast().authorization());
            Llm.key("another-key-9876");
            Llm.model().complete(ChatRequest.of("?"));
            assertEquals("Bearer another-key-9876", server.asked().getLast().authorization());
            assertEquals("The file of the key cannot be read: none.txt (NoSuchFileException).",
                    refused("--key-file", "none.txt"));
            assertFalse(refused("--key-env", KEY).contains(KEY), "a key in place of a name");
        }
    }

    @Test
    void a_cell_is_asked_and_its_reply_streams() throws Exception {
        try (var server = new ChatServer(stream(piece("A nightin"), piece("gale."), end()), json(
                completion("cut").replace("\"stop\"", "\"length\"")))) {
            String printed = cell("Which bird sings\nat night?\n", "--url", server.endpoint().base().toString(),
                    "--model", "finch", "--system", "Be brief.", "--temperature", "0", "--max-tokens", "9", "--seed",
                    "7");
            assertEquals("A nightingale.\n", printed);
            assertEquals(
                    """
                            {"model":"finch","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Which bird \
                            sings\\nat night?"}],"temperature":0.0,"max_tokens":9,"seed":7,"stream":true,"stream_options":{"include_usage":true}}""",
                    server.json().toString());
            assertEquals("cut\n(The reply reached its longest length.)\n", cell("More?"));
            String state = llm();
            assertTrue(state.contains("so far      finch at " + server.endpoint().base()
                    + ": 2 replies, 0 failures, 0 retries; 14 tokens read, 6 written"), state);
            llm("--price", "1000000/0");
            assertTrue(llm().contains("14 tokens read, 6 written; cost 14.000000"),
                    "a price counts for what was asked before");
        }
        assertEquals("%%llm asks what stands in the cell, and there is nothing.",
                assertThrows(CellProblem.class, () -> cell(" \n")).getMessage());
    }

    @Test
    void a_cassette_records_and_then_needs_no_server() throws Exception {
        try (var server = new ChatServer(reply("recorded"))) {
            llm("--url", server.endpoint().base().toString(), "--model", "finch", "--cassette", "talk.jsonl");
            assertEquals("recorded\n", cell("Q?"));
        }
        assertTrue(llm("reset").startsWith("No server is configured."));
        String state = llm("--cassette", "talk.jsonl", "--mode", "replay");
        assertTrue(state.contains("cassette    replay: replies from the cassette " + folder.resolve("talk.jsonl")),
                state);
        assertEquals("recorded\n", cell("Q?"));
        assertTrue(Llm.isConfigured());
        assertTrue(assertThrows(CellProblem.class, () -> cell("R?")).getMessage().contains("- user: Q?\n+ user: R?"));
        assertFalse(llm("--mode", "off").contains("cassette"));
        assertEquals("--mode needs --cassette FILE.", refused("--mode", "replay"));
    }

    @Test
    void the_model_follows_the_configuration() throws Exception {
        try (var one = new ChatServer().then(reply("one")); var two = new ChatServer().then(reply("two"))) {
            llm("--url", one.endpoint().base().toString(), "--model", "m", "--concurrency", "3");
            var model = Llm.model();
            assertEquals("one", model.complete(ChatRequest.of("?")).text());
            assertEquals(3, model.concurrency());
            llm("--url", two.endpoint().base().toString(), "--model", "m");
            assertEquals("two", model.complete(ChatRequest.of("?"), _ -> {}).text());
            assertEquals("m at " + two.endpoint().base(), model.description());
        }
    }

    @Test
    void models_are_listed() throws Exception {
        try (var server = new ChatServer(json("{\"data\":[{\"id\":\"owl\"},{\"id\":\"lark\"}]}"))) {
            assertEquals("lark\nowl\n", llm("models", "--url", server.endpoint().base().toString()));
        }
    }

    @Test
    void wrong_use_is_one_sentence() throws IOException {
        environment.put("OPENAI_BASE_URL", "http://localhost:9/v1");
        assertEquals("%llm has no command dance; there are: models, reset.", refused("dance"));
        assertEquals("--seed belongs to a request: give it to %%llm.", refused("--seed", "1"));
        assertEquals("--timeout takes a number, not \"soon\".", refused("--timeout", "soon"));
        assertEquals("--attempts takes a whole number, not \"2.5\".", refused("--attempts", "2.5"));
        assertEquals("concurrency: 0 is not between 1 and 1000", refused("--concurrency", "0"));
        assertEquals("--price takes two numbers, such as 0.15/0.60, not \"3\".", refused("--price", "3"));
        assertEquals("timeout: 0 s is not between a moment and a day", refused("--timeout", "0"));
        assertTrue(refused("--url", "localhost:11434").contains("Did you mean http://localhost:11434?"));
        assertEquals("temperature: 3.0 is not between 0 and 2",
                assertThrows(CellProblem.class, () -> cell("?", "--temperature", "3")).getMessage());
    }
}
