package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisplayTest {
    private final List<String> events = new ArrayList<>();

    private final DisplaySink sink = new DisplaySink() {
        @Override
        public void display(MimeBundle bundle, String displayId) {
            events.add("display " + bundle.text() + (displayId == null ? "" : " " + displayId));
        }

        @Override
        public void update(MimeBundle bundle, String displayId) {
            events.add("update " + bundle.text() + " " + displayId);
        }

        @Override
        public void clear(boolean wait) {
            events.add("clear " + wait);
        }
    };

    @AfterEach
    void unbind() {
        Display.bind(() -> null);
    }

    @Test
    void calls_reach_the_sink_of_the_running_cell() {
        Display.bind(() -> sink);
        Display.display(1);
        var handle = Display.show("a");
        handle.update("b");
        Display.clear(true);
        assertEquals(List.of("display 1", "display a " + handle.id(), "update b " + handle.id(), "clear true"), events);
        assertNotEquals(handle.id(), Display.show("c").id());
    }

    @Test
    void a_handle_still_works_from_a_thread_without_a_cell() {
        Display.bind(() -> sink);
        var handle = Display.show("a");
        Display.bind(() -> null);
        handle.update("b");
        assertEquals("update b " + handle.id(), events.getLast());
    }

    @Test
    void a_progress_bar_is_one_display_updated() {
        Display.bind(() -> sink);
        try (var progress = Progress.of("work", 2)) {
            progress.step(2);
        }
        assertEquals(2, events.size());
        assertTrue(events.get(0).startsWith("display work: 0/2"), events.toString());
        assertTrue(events.get(1).startsWith("update work: 2/2, 100 %"), events.toString());
    }

    @Test
    void wrappers_carry_their_type_and_text() {
        assertEquals(Map.of(MimeBundle.HTML, "<b>x</b>", MimeBundle.TEXT, "<b>x</b>"),
                new Html("<b>x</b>").toMimeBundle().data());
        assertEquals("*x*", new Markdown("*x*").toMimeBundle().data().get(MimeBundle.MARKDOWN));
        assertEquals("$$x$$", Latex.formula("x").toMimeBundle().data().get(MimeBundle.LATEX));
        assertEquals("<svg/>", new Svg("<svg/>").toMimeBundle().data().get(MimeBundle.SVG));
        assertThrows(IllegalArgumentException.class, () -> new Svg("no picture"));
        assertEquals("a&lt;b&amp;&quot;c&#39;&gt;", Html.escape("a<b&\"c'>"));
    }

    @Test
    void json_is_a_tree_and_its_text() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("a", List.of(1, "x\n\"\u0001", true));
        tree.put("b", null);
        var bundle = new Json(tree).toMimeBundle();
        assertEquals(tree, bundle.data().get(MimeBundle.JSON));
        assertEquals("{\n  \"a\": [\n    1,\n    \"x\\n\\\"\\u0001\",\n    true\n  ],\n  \"b\": null\n}",
                bundle.text());
        assertEquals("{}", new Json(Map.of()).toString());
        assertThrows(IllegalArgumentException.class, () -> new Json(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Json(new Object()));
    }

    @Test
    void pictures_become_png_that_decodes_to_the_same_pixels() throws IOException {
        var picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(1, 1, 0xFF336699);
        var bundle = Renderers.render(picture);
        var decoded = ImageIO
                .read(new ByteArrayInputStream(Base64.getDecoder().decode((String) bundle.data().get(MimeBundle.PNG))));
        assertEquals(0xFF336699, decoded.getRGB(1, 1));
        assertEquals("picture, 3 x 2 pixels", bundle.text());
        WellFormed.html(Renderers.render(List.of(picture)));
    }

    @Test
    void picture_files_are_known_by_their_first_bytes(@TempDir Path directory) throws IOException {
        var file = Files.write(directory.resolve("x"),
                Base64.getDecoder().decode(Image.of(new BufferedImage(1, 1, 1)).base64()));
        assertEquals(MimeBundle.PNG, Image.of(file).mimeType());
        assertEquals("image/gif", Image.of(new byte[] {'G', 'I', 'F', '8', '9'}).mimeType());
        assertThrows(IllegalArgumentException.class, () -> Image.of(new byte[] {1, 2}));
    }

    @Test
    void paths_say_what_they_point_to(@TempDir Path directory) throws IOException {
        var file = Files.write(directory.resolve("a<b"), new byte[1500]);
        var bundle = Renderers.render(file);
        assertEquals(file.toString(), bundle.text());
        assertTrue(WellFormed.html(bundle).getDocumentElement().getTextContent().endsWith("a<b 1.5 kB"));
        assertTrue(Renderers.render(directory).data().get(MimeBundle.HTML).toString().contains("directory"));
        assertTrue(Renderers.render(directory.resolve("none"))
                .data()
                .get(MimeBundle.HTML)
                .toString()
                .contains("does not exist"));
    }
}
