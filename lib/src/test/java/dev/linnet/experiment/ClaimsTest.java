package dev.linnet.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;

import dev.linnet.display.Display;
import dev.linnet.display.DisplaySink;
import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;

class ClaimsTest {
    private final List<MimeBundle> shown = new ArrayList<>();

    @BeforeEach
    void bind() {
        Claims.clear();
        Display.bind(() -> new DisplaySink() {
            @Override
            public void display(MimeBundle bundle, String displayId) {
                shown.add(bundle);
            }

            @Override
            public void update(MimeBundle bundle, String displayId) {}

            @Override
            public void clear(boolean wait) {}
        });
    }

    @AfterEach
    void unbind() {
        Display.bind(() -> null);
        Claims.clear();
    }

    private static boolean holds(Object measured, Claim claim) {
        return Claims.check("it holds", measured, claim).passed();
    }

    private static void wellFormed(MimeBundle bundle) throws Exception {
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader("<html>" + bundle.data().get(MimeBundle.HTML) + "</html>")));
    }

    @Test
    void each_condition_holds_up_to_its_bound_and_no_further() {
        assertTrue(holds(0.99, Claim.atLeast(0.99)));
        assertFalse(holds(0.9899999, Claim.atLeast(0.99)));
        assertTrue(holds(5, Claim.atMost(5)));
        assertFalse(holds(6L, Claim.atMost(5)));
        assertTrue(holds(1, Claim.between(1, 2)));
        assertTrue(holds(2.0, Claim.between(1, 2)));
        assertFalse(holds(2.1, Claim.between(1, 2)));
        assertTrue(holds(0.3, Claim.near(0.2, 0.1)));
        assertFalse(holds(0.31, Claim.near(0.2, 0.1)));
        assertTrue(holds("a", Claim.equalTo("a")));
        assertFalse(holds("a", Claim.equalTo(1)));
        assertTrue(holds(true, Claim.isTrue()));
        assertFalse(holds(false, Claim.isTrue()));
        assertTrue(holds(false, Claim.isFalse()));
    }

    @Test
    void numbers_compare_by_value_and_not_by_type() {
        assertTrue(holds(3, Claim.equalTo(3L)));
        assertTrue(holds(3.0, Claim.equalTo(3)));
        assertTrue(holds(0.95f, Claim.atLeast(0.95)));
        assertTrue(holds(0.1f, Claim.equalTo(0.1)));
        assertFalse(holds(9007199254740993L, Claim.equalTo(9007199254740992L)));
    }

    @Test
    void nan_never_passes() {
        for (Claim claim : List.of(Claim.atLeast(0), Claim.atMost(0), Claim.between(-1, 1), Claim.near(0, 1),
                Claim.equalTo(0),
                Claim.isTrue())) {
            assertFalse(holds(Double.NaN, claim), claim.toString());
            assertFalse(holds(Float.NaN, claim), claim.toString());
        }
    }

    @Test
    void an_infinity_is_at_least_anything_but_near_nothing() {
        assertTrue(holds(Double.POSITIVE_INFINITY, Claim.atLeast(0)));
        assertFalse(holds(Double.POSITIVE_INFINITY, Claim.near(1, 1)));
        assertFalse(holds(Double.POSITIVE_INFINITY, Claim.atMost(1)));
    }

    @Test
    void nonsense_is_refused_with_a_sentence() {
        var nonsense = List.<Map.Entry<String, Runnable>>of(
                Map.entry("atLeast must be a finite number, but is NaN", () -> Claim.atLeast(Double.NaN)),
                Map.entry("atMost must be a finite number, but is Infinity",
                        () -> Claim.atMost(Double.POSITIVE_INFINITY)),
                Map.entry("between needs the smaller bound first, but got 2 and 1", () -> Claim.between(2, 1)),
                Map.entry("tolerance of near must not be negative, but is -1", () -> Claim.near(0, -1)),
                Map.entry("equalTo must not be NaN", () -> Claim.equalTo(Double.NaN)),
                Map.entry("paper must not be blank", () -> Claim.isTrue().paper(" ")),
                Map.entry("a claim needs a text", () -> Claims.check(" ", 1, Claim.atLeast(0))),
                Map.entry("the value is null", () -> Claims.check("x", null, Claim.atLeast(0))),
                Map.entry("'at least 0' needs a measured number, but got the String many",
                        () -> Claims.check("x", "many", Claim.atLeast(0))));
        for (var each : nonsense) {
            var failure = assertThrows(IllegalArgumentException.class, each.getValue()::run, each.getKey());
            assertTrue(failure.getMessage().contains(each.getKey()), failure.getMessage());
        }
        assertEquals(List.of(), Claims.all());
    }

    @Test
    void a_check_shows_one_row_with_its_data() throws Exception {
        Claims.check("<b>parity</b>", 0.987654321, Claim.atLeast(0.9).paper("0.987").source("Table 2"));
        assertEquals(1, shown.size());
        var bundle = shown.get(0);
        assertEquals("PASSED  <b>parity</b>: measured 0.987654, expected at least 0.9, paper 0.987 (Table 2)",
                bundle.text());
        wellFormed(bundle);
        String html = (String) bundle.data().get(MimeBundle.HTML);
        assertTrue(html.contains("passed") && html.contains("&lt;b&gt;parity") && html.contains("0.987"), html);
        var json = JsonParser
                .parseString(new GsonBuilder().serializeNulls()
                        .create()
                        .toJson(bundle.data().get("application/vnd.linnet.claim+json")));
        assertEquals(JsonParser.parseString("""
                {"claim": "<b>parity</b>", "measured": 0.987654321, "expected": "at least 0.9", "paper": "0.987",
                 "source": "Table 2", "passed": true}"""), json);
    }

    @Test
    void a_failed_check_throws_nothing_and_says_failed_in_words() {
        var claim = Claims.check("parity", Double.NaN, Claim.atLeast(0.9));
        assertFalse(claim.passed());
        var json = claim.toJson();
        assertEquals("NaN", json.get("measured"));
        assertEquals(false, json.get("passed"));
        assertTrue(json.containsKey("paper"));
        assertNull(json.get("paper"));
        assertTrue(shown.get(0).data().get(MimeBundle.HTML).toString().contains("failed"));
        assertTrue(shown.get(0).text().startsWith("FAILED"));
    }

    @Test
    void a_failed_row_shows_every_digit_that_decided() {
        Claims.check("exact", 0.99999999, Claim.equalTo(1));
        assertTrue(shown.get(0).text().contains("measured 0.99999999, expected equal to 1"), shown.get(0).text());
    }

    @Test
    void a_small_measurement_stands_in_powers_of_ten() {
        Claims.check("error", 2.2351423456789e-6, Claim.atMost(1e-3));
        assertTrue(shown.get(0).text().contains("measured 2.23514E-6, "), shown.get(0).text());
        Claims.check("accuracy", 0.99193548387, Claim.atLeast(0.5));
        assertTrue(shown.get(1).text().contains("measured 0.991935, "), shown.get(1).text());
    }

    @Test
    void the_returned_claim_does_not_count_twice_when_a_cell_ends_in_it() {
        var claim = Claims.check("parity", 1, Claim.equalTo(1));
        assertFalse(Renderers.render(claim).data().containsKey(CheckedClaim.MIME_TYPE));
    }

    @Test
    void the_table_holds_the_latest_result_of_every_claim() throws Exception {
        Claims.check("a", 0, Claim.equalTo(1));
        Claims.check("b", 1, Claim.equalTo(1));
        Claims.check("a", 1, Claim.equalTo(1));
        assertEquals(3, Claims.all().size());
        var table = Renderers.render(Claims.table());
        assertTrue(table.text().startsWith("2 of 2 claims passed\nPASSED  a"), table.text());
        assertFalse(table.data().containsKey(CheckedClaim.MIME_TYPE));
        wellFormed(table);
    }

    @Test
    void a_table_without_claims_says_so() {
        assertEquals("No claim was checked yet.", Renderers.render(Claims.table()).text());
    }
}
