package dev.linnet.llm.session;

import static dev.linnet.llm.openai.ChatServer.json;
import static dev.linnet.llm.openai.ChatServer.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.display.checkup.Checkup;
import dev.linnet.display.checkup.Finding;
import dev.linnet.llm.openai.ChatServer;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EndpointCheckupTest {
    private static Finding look(ChatServer server, String... more) {
        var environment = new java.util.HashMap<>(Map.of("OPENAI_BASE_URL", server.endpoint().base().toString()));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return new EndpointCheckup().look(environment);
    }

    @Test
    void it_is_found_as_a_service() {
        assertTrue(ServiceLoader.load(Checkup.class)
                .stream()
                .anyMatch(provider -> provider.type() == EndpointCheckup.class));
    }

    @Test
    void nothing_set_says_what_to_set() {
        var finding = new EndpointCheckup().look(Map.of());
        assertFalse(finding.present());
        assertEquals("neither OPENAI_BASE_URL nor OPENAI_API_KEY is set", finding.found());
        assertTrue(finding.remedy().startsWith("set OPENAI_BASE_URL (and OPENAI_API_KEY, OPENAI_MODEL)"));
    }

    @Test
    void a_server_that_answers_is_there_with_its_models_and_without_its_key() {
        try (var server = new ChatServer().then(json("{\"data\":[{\"id\":\"owl\"},{\"id\":\"lark\"}]}"))) {
            var finding = look(server, "OPENAI_MODEL", "owl", "OPENAI_API_KEY", "sk-proj-Zw81kPq0LmNv77");
            assertTrue(finding.present());
            assertEquals("owl at " + server.endpoint().base() + ", with a key; it has lark, owl", finding.found());
            assertEquals("", finding.remedy());
            assertEquals("Bearer sk-proj-Zw81kPq0LmNv77", server.asked().getFirst().authorization());
            assertEquals("set OPENAI_MODEL to a model that it has", look(server).remedy());
            assertEquals("set OPENAI_MODEL to a model that it has", look(server, "OPENAI_MODEL", "crow").remedy());
        }
    }

    @Test
    void a_server_without_a_list_is_there() {
        try (var server = new ChatServer(status(404, ""))) {
            var finding = look(server);
            assertTrue(finding.present());
            assertTrue(finding.found().endsWith("; it does not list its models"), finding.found());
        }
    }

    @Test
    void a_server_that_refuses_or_is_not_there_is_not() {
        String gone;
        try (var server = new ChatServer(status(401, ""))) {
            gone = server.endpoint().base().toString();
            var finding = look(server);
            assertFalse(finding.present());
            assertEquals(gone + " wants a key; set OPENAI_API_KEY (401)", finding.found());
        }
        assertEquals("Nothing listens at " + gone + ". Is the server running, and the address right?",
                new EndpointCheckup().look(Map.of("OPENAI_BASE_URL", gone)).found());
        assertTrue(new EndpointCheckup().look(Map.of("OPENAI_BASE_URL", "nonsense"))
                .found()
                .startsWith("A server's address is something like"));
    }
}
