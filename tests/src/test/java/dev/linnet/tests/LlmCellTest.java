package dev.linnet.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.linnet.kernel.error.Ansi;
import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.session.ExecuteRequest;
import dev.linnet.kernel.session.ExecutionResult;
import dev.linnet.kernel.session.Output;
import dev.linnet.kernel.session.Session;
import dev.linnet.kernel.session.SessionConfig;
import dev.linnet.llm.session.Llm;

/** Language models in a session: what a person writes and sees. */
@Timeout(120)
class LlmCellTest {
    private static final String KEY = "sk-proj-Zw81kPq0LmNv77";

    @TempDir
    private Path folder;
    private Session session;
    private HttpServer server;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<Output> outputs = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() throws IOException, InterruptedException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        session = Session.open(SessionConfig.of(Library.empty(), folder));
    }

    @AfterEach
    void close() {
        session.close();
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

    private ExecutionResult run(String code) {
        outputs.clear();
        return session.execute(ExecuteRequest.of(code), outputs::add);
    }

    private String printed(String code) {
        var result = run(code);
        assertTrue(result.ok(), () -> Ansi.strip(String.join("\n", result.error().traceback())));
        return outputs.stream()
                .filter(Output.Stream.class::isInstance)
                .map(Output.Stream.class::cast)
                .map(Output.Stream::text)
                .collect(Collectors.joining());
    }

    private String failure(String code) {
        var result = run(code);
        assertFalse(result.ok(), code);
        return Ansi.strip(String.join("\n", result.error().traceback()));
    }

    @Test
    void a_session_sets_a_model_and_asks_it_without_ever_showing_the_key() {
        var all = new StringBuilder();
        all.append(printed("%env MY_API_KEY=" + KEY));
        all.append(printed("%env"));
        all.append(printed("%llm --url " + url() + " --model finch"));
        assertEquals("Hello, stranger.\n", printed("%%llm\nHello!"));
        all.append(printed("%llm --key-env MY_API_KEY"));
        assertEquals("Hello, friend.\n", printed("%%llm --temperature 0\nHello!"));
        all.append(printed("System.out.println(dev.linnet.llm.session.Llm.model().complete("
                + "dev.linnet.llm.ChatRequest.of(\"Hello!\")).text());"));
        all.append(run("dev.linnet.llm.session.Llm.endpoint()").ok()).append(outputs);
        assertTrue(all.toString().contains("Hello, friend."), all.toString());
        assertTrue(all.toString().contains("MY_API_KEY=(not shown)"), all.toString());
        assertTrue(all.toString().contains("key         from the variable MY_API_KEY, not shown"), all.toString());
        assertFalse(all.toString().contains("Zw81"), all.toString());
    }

    @Test
    void an_interrupt_ends_a_request_that_nobody_answers() throws InterruptedException {
        printed("%llm --url " + url() + " --model finch");
        var interrupting = Thread.ofVirtual().start(() -> {
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            session.interrupt();
        });
        assertFalse(run("%%llm\nwait").ok());
        interrupting.join();
        assertEquals("Hello, stranger.\n", printed("%%llm\nHello!"), "the next cell is well");
    }

    @Test
    void what_is_wrong_is_one_sentence() {
        String told = failure("%llm --url localhost:11434/v1");
        assertTrue(told.contains("Did you mean http://localhost:11434/v1?"), told);
        assertTrue(failure("%%llm --temperature hot\nHello").contains("--temperature takes a number, not \"hot\""));
        assertTrue(failure("%llm --mode sometimes").contains("auto"));
    }
}
