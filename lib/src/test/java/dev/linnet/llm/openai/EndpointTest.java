package dev.linnet.llm.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.linnet.display.Renderers;
import dev.linnet.llm.ChatException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    private static final String KEY = "sk-proj-Zw81kPq0LmNv77";

    @Test
    void the_environment_says_where_and_as_whom() {
        assertEquals(Optional.empty(), Endpoint.of(Map.of()));
        assertEquals(Optional.empty(), Endpoint.of(Map.of("OPENAI_MODEL", "m", "OPENAI_BASE_URL", " ")));
        var hosted = Endpoint.of(Map.of("OPENAI_API_KEY", KEY + "\n", "OPENAI_MODEL", "m")).orElseThrow();
        assertEquals("m at https://api.openai.com/v1", hosted.toString());
        assertEquals("Bearer " + KEY, hosted.key().orElseThrow().bearer());
        var local = Endpoint.of(Map.of("OPENAI_BASE_URL", "http://localhost:11434/v1/")).orElseThrow();
        assertEquals("http://localhost:11434/v1", local.toString());
        assertTrue(local.key().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"http://h:1/v1/chat/completions,http://h:1/v1", "https://h/v1//,https://h/v1", "HTTP://h,HTTP://h",
            "http://[::1]:8080/v1,http://[::1]:8080/v1"})
    void addresses_are_taken_as_people_copy_them(String typed, String base) {
        assertEquals(base, Endpoint.at(typed).base().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:11434/v1", "ftp://h/v1", "http://", "http:// h", "", "/v1"})
    void what_is_no_address_is_said(String typed) {
        var refused = assertThrows(ChatException.class, () -> Endpoint.at(typed));
        assertTrue(refused.getMessage().contains("not \"" + typed.replaceAll("/+$", "") + "\""), refused.getMessage());
        assertEquals(typed.startsWith("localhost"),
                refused.getMessage().endsWith("Did you mean http://localhost:11434/v1?"),
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_536, 99_999})
    void a_port_that_no_machine_has_is_refused(int port) {
        assertEquals("The address of the server at h has the port " + port + "; it must be 1 to 65535.",
                assertThrows(ChatException.class, () -> Endpoint.at("http://h:" + port + "/v1")).getMessage());
        assertEquals(65_535, Endpoint.at("http://h:65535/v1").base().getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:hunter22@h/v1", "https://h/v1?key=hunter22", "https://me:hunter22@h /v1",
            "me:hunter22@h"})
    void a_secret_in_an_address_is_refused_and_not_repeated(String typed) {
        var refused = assertThrows(ChatException.class, () -> Endpoint.at(typed));
        assertFalse(refused.getMessage().contains("hunter22"), refused.getMessage());
        assertEquals(null, refused.getCause());
    }

    @Test
    void nothing_that_shows_an_endpoint_shows_its_key() {
        var endpoint = Endpoint.at("https://h/v1").withKey(ApiKey.of(KEY, "the file key.txt"));
        var shown = endpoint + " " + endpoint.key() + " " + Renderers.render(endpoint)
                + Renderers.render(endpoint.key().get())
                + Renderers.render(java.util.List.of(endpoint)) + Renderers.render(Map.of("k", endpoint.key().get()));
        assertFalse(shown.contains("Zw81"), shown);
        assertTrue(shown.contains("from the file key.txt"), shown);
    }

    @Test
    void a_key_with_a_line_break_is_refused_without_it() {
        for (String bad : new String[] {"sk-1234 5678", "sk-123\n45678", "schlüssel"}) {
            var refused = assertThrows(ChatException.class, () -> ApiKey.of(bad, "the file k"));
            assertTrue(refused.getMessage().startsWith("The key from the file k cannot be one: its character "),
                    refused.getMessage());
            assertFalse(refused.getMessage().contains(bad.substring(0, 4)), refused.getMessage());
        }
        assertEquals("The key from the file k is empty.",
                assertThrows(ChatException.class, () -> ApiKey.of(" \n", "the file k")).getMessage());
    }

    @Test
    void a_key_over_open_http_is_noticed_except_on_this_machine() {
        var key = ApiKey.of(KEY, "a test");
        assertTrue(Endpoint.at("http://far.example/v1").withKey(key).exposesKey());
        assertFalse(Endpoint.at("http://far.example/v1").exposesKey());
        assertFalse(Endpoint.at("https://far.example/v1").withKey(key).exposesKey());
        for (String here : new String[] {"localhost", "127.0.0.1", "[::1]"}) {
            assertFalse(Endpoint.at("http://" + here + ":80/v1").withKey(key).exposesKey(), here);
        }
    }

    @Test
    void numbers_out_of_range_are_refused_with_their_value() {
        var endpoint = Endpoint.at("http://h/v1");
        assertEquals("attempts: 0 is not between 1 and 100",
                assertThrows(IllegalArgumentException.class, () -> endpoint.withAttempts(0)).getMessage());
        assertEquals("concurrency: 0 is not between 1 and 1000",
                assertThrows(IllegalArgumentException.class, () -> endpoint.withConcurrency(0)).getMessage());
        assertEquals("timeout: 0 s is not between a moment and a day",
                assertThrows(IllegalArgumentException.class,
                        () -> endpoint.withTimeouts(Duration.ofSeconds(1), Duration.ZERO)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Price(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Price(Double.NaN, 0));
    }
}
