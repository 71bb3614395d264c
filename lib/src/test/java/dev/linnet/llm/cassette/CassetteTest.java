package dev.linnet.llm.cassette;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.llm.ChatException;
import dev.linnet.llm.ChatMessage;
import dev.linnet.llm.ChatModel;
import dev.linnet.llm.ChatPart;
import dev.linnet.llm.ChatReply;
import dev.linnet.llm.ChatRequest;
import dev.linnet.llm.Secrets;
import dev.linnet.llm.TokenLogprob;
import dev.linnet.llm.TokenUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CassetteTest {
    @TempDir
    Path folder;
    private Path file;
    private final AtomicInteger asked = new AtomicInteger();
    /** Numbers its replies. */
    private final ChatModel counting = request -> ChatReply.of(request.messages().getLast().text() + " "
            + asked.incrementAndGet(), "counter");

    @BeforeEach
    void name() {
        file = folder.resolve("talk/a.jsonl");
    }

    private static String text(ChatModel model, String question) {
        return model.complete(ChatRequest.of(question)).text();
    }

    private String said(org.junit.jupiter.api.function.Executable call) {
        var refused = assertThrows(ChatException.class, call);
        assertEquals(ChatException.Kind.CASSETTE, refused.kind());
        return refused.getMessage().replace(file.toString(), "FILE");
    }

    @Test
    void what_was_recorded_is_replayed_to_the_last_bit_without_a_model() {
        var full = new ChatReply("a \"b\"\n\u2028<&> 😀", ChatReply.FinishReason.LENGTH,
                Optional.of(new TokenUsage(5, 6)),
                List.of(new TokenLogprob("a", -0.1 / 3, List.of(new TokenLogprob.Alternative("b", -1e-300)))), "m-1");
        var bare = ChatReply.of("", "m");
        var request = ChatRequest.of(ChatMessage.system("s"), ChatMessage.user(new ChatPart.Text("t"),
                ChatPart.Image.png(new byte[] {1, 2, 3})))
                .withModel("m")
                .withTemperature(0.7)
                .withMaxTokens(3)
                .withSeed(1L << 60)
                .withStop("x")
                .withLogprobs(1);
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, one -> one.equals(request) ? full : bare)) {
            assertEquals(full, cassette.complete(request));
            assertEquals(bare, cassette.complete(ChatRequest.of("?")));
        }
        try (var cassette = Cassette.replay(file)) {
            var pieces = new ArrayList<String>();
            assertEquals(bare, cassette.complete(ChatRequest.of("?")));
            assertEquals(full, cassette.complete(request, pieces::add));
            assertEquals(List.of(full.text()), pieces);
        }
    }

    @Test
    void equal_requests_get_their_replies_in_order_and_the_last_again_only_if_wanted() {
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, counting)) {
            assertEquals(List.of("q 1", "q 2"), List.of(text(cassette, "q"), text(cassette, "q")));
        }
        try (var cassette = Cassette.replay(file)) {
            assertEquals(List.of("q 1", "q 2"), List.of(text(cassette, "q"), text(cassette, "q")));
            assertEquals("The cassette FILE has 2 replies to \"q\", and it is asked once more. Record more, or call"
                    + " repeatingLast().", said(() -> text(cassette, "q")));
        }
        try (var cassette = Cassette.replay(file).repeatingLast()) {
            assertEquals(List.of("q 1", "q 2", "q 2", "q 2"),
                    IntStream.range(0, 4).mapToObj(_ -> text(cassette, "q")).toList());
        }
    }

    @Test
    void auto_asks_only_what_it_has_not() {
        try (var cassette = Cassette.open(file, CassetteMode.AUTO, counting)) {
            assertEquals(List.of("a 1", "b 2"), List.of(text(cassette, "a"), text(cassette, "b")));
        }
        try (var cassette = Cassette.open(file, CassetteMode.AUTO, counting)) {
            assertEquals(List.of("b 2", "a 1", "c 3", "a 4"),
                    List.of(text(cassette, "b"), text(cassette, "a"), text(cassette, "c"), text(cassette, "a")));
        }
        try (var cassette = Cassette.replay(file)) {
            assertEquals(List.of("a 1", "a 4"), List.of(text(cassette, "a"), text(cassette, "a")));
        }
        assertEquals(4, asked.get());
    }

    @Test
    void off_asks_always_and_writes_nothing() {
        try (var cassette = Cassette.open(file, CassetteMode.OFF, counting)) {
            assertEquals(List.of("a 1", "a 2"), List.of(text(cassette, "a"), text(cassette, "a")));
        }
        assertFalse(Files.exists(file));
    }

    @Test
    void recording_over_a_recording_is_refused() {
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, counting)) {
            text(cassette, "a");
        }
        assertEquals("The cassette FILE holds 1 reply already. Delete it to record anew, or choose the mode auto to add"
                + " what is missing.", said(() -> Cassette.open(file, CassetteMode.RECORD, counting)));
        Cassette.open(file, CassetteMode.AUTO, counting).close(); // it is free again
    }

    @Test
    void a_miss_shows_the_nearest_request() {
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, counting)) {
            cassette.complete(ChatRequest.of("something\nquite\ndifferent"));
            cassette.complete(ChatRequest.of("Predict.\nPattern: y = 3 x\nInput: [1.26]\nAnswer.").withTemperature(0));
            cassette.complete(ChatRequest.of("Predict.\nPattern: y = 9 x\nInput: [7.77]\nAnswer.").withTemperature(1));
        }
        try (var cassette = Cassette.replay(file)) {
            assertEquals(
                    """
                            The cassette FILE has no reply to "Predict. Pattern: y = 3 x Input: [1.27] Answer.". Record it with a \
                            model in the mode auto. The nearest recorded request (-) differs from this one (+):
                            - user: Input: [1.26]
                            + user: Input: [1.27]""",
                    said(() -> cassette.complete(
                            ChatRequest.of("Predict.\nPattern: y = 3 x\nInput: [1.27]\nAnswer.").withTemperature(0))));
        }
    }

    @Test
    void a_miss_of_a_long_line_shows_where_it_differs_and_no_more_than_some_lines() {
        String line = "word ".repeat(200);
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, counting)) {
            text(cassette, line + "old" + line);
        }
        try (var cassette = Cassette.replay(file)) {
            String said = said(() -> text(cassette, line + "new" + line));
            assertTrue(said.contains("word old") && said.contains("word new"), said);
            assertTrue(said.length() < 900, said);
            String many = said(() -> text(cassette, "a\n".repeat(500)));
            assertTrue(many.endsWith("more lines"), many);
            assertTrue(many.lines().count() < 40, many);
        }
    }

    @Test
    void a_miss_in_an_empty_cassette_says_that_it_is_empty() {
        Cassette.open(file, CassetteMode.RECORD, counting).close();
        try (var cassette = Cassette.replay(file)) {
            assertTrue(said(() -> text(cassette, "a")).endsWith("in the mode auto. It holds no replies at all."));
        }
    }

    @Test
    void every_field_of_a_request_decides_and_the_servers_key_does_not() {
        var request = ChatRequest.of("q");
        var changes = List.<UnaryOperator<ChatRequest>>of(one -> one, one -> one.withModel("m"),
                one -> one.withTemperature(0), one -> one.withTemperature(0.5), one -> one.withMaxTokens(1),
                one -> one.withSeed(1), one -> one.withStop("a"), one -> one.withStop("a", "b"),
                one -> one.withLogprobs(0), one -> one.withMessages(List.of(ChatMessage.system("q"))),
                one -> one.withMessages(List.of(ChatMessage.user("q"), ChatMessage.user("q"))));
        var keys = changes.stream().map(change -> RecordedJson.key(RecordedJson.of(change.apply(request)))).toList();
        assertEquals(keys.size(), List.copyOf(new java.util.LinkedHashSet<>(keys)).size());
        assertEquals(64, keys.getFirst().length());
        assertEquals(keys.getFirst(), RecordedJson.key(RecordedJson.of(ChatRequest.of("q"))));
        assertNotEquals(keys.getFirst(), keys.get(1));
    }

    @Test
    void secrets_are_neither_written_nor_needed_to_find_a_request() throws IOException {
        String secret = "wren-nest-in-the-hedge";
        Secrets.remember(secret);
        ChatModel telling = _ -> new ChatReply("your key is " + secret, ChatReply.FinishReason.STOP, Optional.empty(),
                List.of(new TokenLogprob(secret.substring(0, 9), -1, List.of())), "m");
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, telling)) {
            text(cassette, "my key is " + secret + " and sk-proj-0123456789abcdefghij");
        }
        String written = Files.readString(file);
        assertFalse(written.contains("wren"), written);
        assertFalse(written.contains("0123"), written);
        try (var cassette = Cassette.replay(file)) {
            assertEquals("your key is [key removed]",
                    text(cassette, "my key is " + secret + " and sk-proj-9876543210abcdefghij"));
        }
    }

    @Test
    void a_failure_is_not_recorded_and_the_next_reply_is() {
        ChatModel moody = _ -> {
            if (asked.incrementAndGet() == 1) {
                throw new ChatException(ChatException.Kind.TIMEOUT, "slow");
            }
            return ChatReply.of("ok", "m");
        };
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, moody)) {
            assertThrows(ChatException.class, () -> text(cassette, "q"));
            assertEquals("ok", text(cassette, "q"));
        }
        try (var cassette = Cassette.replay(file)) {
            assertEquals("ok", text(cassette, "q"));
        }
    }

    @Test
    void the_order_of_asking_counts_and_not_that_of_answering() {
        var first = new java.util.concurrent.CountDownLatch(1);
        var calls = new AtomicInteger();
        ChatModel model = _ -> {
            int call = calls.getAndIncrement();
            if (call == 0) {
                await(first);
            } else {
                first.countDown();
            }
            return ChatReply.of("reply " + call, "m");
        };
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, model)) {
            var earlier = Thread.ofVirtual().start(() -> text(cassette, "q"));
            while (calls.get() == 0) {
                Thread.onSpinWait();
            }
            text(cassette, "q");
            join(earlier);
        }
        try (var cassette = Cassette.replay(file)) {
            assertEquals(List.of("reply 0", "reply 1"), List.of(text(cassette, "q"), text(cassette, "q")));
        }
    }

    @Test
    void many_at_once_are_all_recorded() {
        var requests = IntStream.range(0, 100).mapToObj(i -> ChatRequest.of("q" + i)).toList();
        ChatModel parallel = new ChatModel() {
            @Override
            public ChatReply complete(ChatRequest request) {
                return ChatReply.of("to " + request.messages().getFirst().text(), "m");
            }

            @Override
            public int concurrency() {
                return 8;
            }
        };
        List<ChatReply> replies;
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, parallel)) {
            replies = cassette.completeAll(requests);
        }
        assertEquals("to q7", replies.get(7).text());
        try (var cassette = Cassette.replay(file)) {
            assertEquals(replies, cassette.completeAll(requests));
        }
    }

    @Test
    void two_cannot_record_at_once_and_a_replay_beside_is_fine() {
        try (var cassette = Cassette.open(file, CassetteMode.AUTO, counting)) {
            text(cassette, "a");
            assertEquals("The cassette FILE is being recorded already; close it there, or choose another file.",
                    said(() -> Cassette.open(file, CassetteMode.AUTO, counting)));
            try (var replay = Cassette.replay(file)) {
                assertEquals("a 1", text(replay, "a"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"linnetCassette\":2}", "{\"linnetCassette\":0}"})
    void another_version_is_said(String header) throws IOException {
        write(header);
        assertEquals("The cassette FILE is of version " + header.charAt(header.length() - 2) + ", and this Linnet reads"
                + " version 1. Record it again, or use the Linnet that wrote it.", said(() -> Cassette.replay(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "{}", "[1]", "{\"linnetCassette\":\"x\"}", "{\"linnetCassette\":[]}", "null", "{"})
    void what_is_no_cassette_is_said_and_left_alone(String line) throws IOException {
        write(line);
        for (var mode : List.of(CassetteMode.REPLAY, CassetteMode.AUTO, CassetteMode.RECORD)) {
            assertEquals("FILE is no cassette: its first line is not {\"linnetCassette\":1} but \"" + line + "\".",
                    said(() -> Cassette.open(file, mode, counting)));
        }
        assertEquals(line + "\n", Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"my notes", "{\"a\": 1}", "{\"linnetCassette\":2}"})
    void what_has_no_line_end_and_is_no_begun_cassette_is_left_alone_too(String text) throws IOException {
        Files.createDirectories(file.getParent());
        write(text, false);
        for (var mode : List.of(CassetteMode.AUTO, CassetteMode.RECORD)) {
            assertEquals("FILE is no cassette: its first line is not {\"linnetCassette\":1} but \"" + text + "\".",
                    said(() -> Cassette.open(file, mode, counting)));
        }
        assertEquals(text, Files.readString(file));
        write("{\"linnetCass", false); // killed while it was begun
        Cassette.open(file, CassetteMode.RECORD, counting).close();
        assertEquals("{\"linnetCassette\":1}\n", Files.readString(file));
    }

    @Test
    void a_damaged_line_is_named_and_a_half_one_at_the_end_does_not_count() throws IOException {
        try (var cassette = Cassette.open(file, CassetteMode.RECORD, counting)) {
            text(cassette, "a");
            text(cassette, "b");
        }
        String good = Files.readString(file);
        write(good + good.lines().toList().get(2).substring(0, 50), false);
        try (var cassette = Cassette.replay(file)) {
            assertEquals("b 2", text(cassette, "b"));
        }
        try (var cassette = Cassette.open(file, CassetteMode.AUTO, counting)) {
            assertEquals("c 3", text(cassette, "c"));
        }
        assertTrue(Files.readString(file).startsWith(good));
        for (String damage : List.of(good.replace("\"a 1\"", "7x"), good.replace("\"a\"", "\"changed\""),
                good.replace("\"reply\"", "\"answer\""), good.replace("\"turn\":0", "\"turn\":{}"))) {
            write(damage, false);
            String said = said(() -> Cassette.replay(file));
            assertTrue(said.startsWith("Line 2 of the cassette FILE is damaged ("), said);
            assertTrue(said.endsWith("Take the line out, or record again."), said);
        }
    }

    @Test
    void a_cassette_that_is_not_there_cannot_be_replayed() {
        assertEquals("There is no cassette FILE to replay. Record it first, with a model and the mode record or auto.",
                said(() -> Cassette.replay(file)));
    }

    private void write(String line) throws IOException {
        write(line + "\n", true);
    }

    private void write(String text, boolean make) throws IOException {
        if (make) {
            Files.createDirectories(file.getParent());
        }
        Files.writeString(file, text);
    }

    private static void await(java.util.concurrent.CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
