package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.linnet.llm.session.Llm;

/** Language models in a session: what a person writes and sees. */
@Timeout(120)
class LlmCellTest {
    private static final String KEY = "sk-proj-Zw81kPq0LmNv77";

    @TempDir
    private Path folder;
    private Cells cells;
    private HttpServer server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        cells = new Cells(folder);
    }

    @AfterEach
    void close() {
        cells.close();
        never.countDown();
        server.stop(0);
        Llm.reset();
    }

    /** Replies with the request's key; to the word "wait" never. */
    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (body.contains("wait")) {
            asked.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        boolean known = ("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] reply = ("{\"choices\":[{\"message\":{\"content\":\"" + (known ? "Hello, friend." : "Hello, stranger.")
                + "\"},\"finish_reason\":\"stop\"}]}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, reply.length);
        exchange.getResponseBody().write(reply);
        exchange.close();
    }

    private String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    @Test
    void a_session_sets_a_model_and_asks_it_without_ever_showing_the_key() {
        var all = new StringBuilder();
        all.append(cells.printed("%env MY_API_KEY=" + KEY));
        all.append(cells.printed("%env"));
        all.append(cells.printed("%llm --url " + url() + " --model finch"));
        assertEquals("Hello, stranger.\n", cells.printed("%%llm\nHello!"));
        all.append(cells.printed("%llm --key-env MY_API_KEY"));
        assertEquals("Hello, friend.\n", cells.printed("%%llm --temperature 0\nHello!"));
        all.append(cells.printed("System.out.println(dev.linnet.llm.session.Llm.model().complete("
                + "dev.linnet.llm.ChatRequest.of(\"Hello!\")).text());"));
        all.append(cells.run("dev.linnet.llm.session.Llm.endpoint()").ok()).append(cells.outputs);
        assertTrue(all.toString().contains("Hello, friend."), all.toString());
        assertTrue(all.toString().contains("MY_API_KEY=(not shown)"), all.toString());
        assertTrue(all.toString().contains("key         from the variable MY_API_KEY, not shown"), all.toString());
        assertFalse(all.toString().contains("Zw81"), all.toString());
    }

    @Test
    void an_interrupt_ends_a_request_that_nobody_answers() throws InterruptedException {
        cells.printed("%llm --url " + url() + " --model finch");
        var interrupting = Thread.ofVirtual().start(() -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            cells.session.interrupt();
        });
        assertFalse(cells.run("%%llm\nwait").ok());
        interrupting.join();
        assertEquals("Hello, stranger.\n", cells.printed("%%llm\nHello!"), "the next cell is well");
    }

    @Test
    void what_is_wrong_is_one_sentence() {
        String told = cells.failure("%llm --url localhost:11434/v1");
        assertTrue(told.contains("Did you mean http://localhost:11434/v1?"), told);
        assertTrue(
                cells.failure("%%llm --temperature hot\nHello").contains("--temperature takes a number, not \"hot\""));
        assertTrue(cells.failure("%llm --mode sometimes").contains("auto"));
    }
}
