package dev.linnet.display.widget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.linnet.display.MimeBundle;
import dev.linnet.display.Renderers;
import org.junit.jupiter.api.Test;

import dev.linnet.display.comm.Comms;

/** Without a front end widgets are values that show as HTML. */
class HeadlessWidgetsTest {
    @Test
    void a_widget_keeps_its_value_and_shows_it_as_html_and_text_only() {
        var slider = new IntSlider("n", 0, 10, 5);
        slider.value(6);
        MimeBundle bundle = Renderers.render(new HBox(slider, new Label("a<b")));
        assertEquals(Set.of(MimeBundle.TEXT, MimeBundle.HTML), bundle.data().keySet());
        assertEquals("HBox[IntSlider[n: 6 of 0 to 10], Label[a<b]]", bundle.text());
        String html = (String) bundle.data().get(MimeBundle.HTML);
        assertEquals("<div style=\"display: flex; gap: 0.5em; flex-direction: row\"><label>n <input type=\"range\""
                + " disabled min=\"0\" max=\"10\" value=\"6\"> 6</label><span>a&lt;b</span></div>", html);
    }

    @Test
    void comms_are_never_open_and_harmless() {
        var comm = Comms.open("anything", Map.of());
        comm.onMessage(_ -> {
            throw new AssertionError("nobody speaks");
        });
        comm.send(Map.of("to", "nobody"));
        assertFalse(comm.isOpen());
        Comms.register("target", (_, _) -> {});
        comm.close();
    }

    @Test
    void wrong_bounds_are_named() {
        assertEquals("min: 2 must not be above max, 1",
                assertThrows(IllegalArgumentException.class, () -> new IntSlider("", 2, 1, 1)).getMessage());
        assertEquals("max: NaN must be a finite number of at least 0.0",
                assertThrows(IllegalArgumentException.class, () -> new FloatProgress("", Double.NaN)).getMessage());
        assertEquals("options: there must be at least one to choose",
                assertThrows(IllegalArgumentException.class, () -> new Dropdown<>("", List.of())).getMessage());
    }
}
