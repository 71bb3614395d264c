package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

class RenderersTest {
    interface Animal {}

    interface Pet extends Animal {}

    static class Beast {}

    static class Dog extends Beast implements Pet {}

    static final class Puppy extends Dog {}

    record Shown(String name) implements Displayable {
        @Override
        public MimeBundle toMimeBundle() {
            return MimeBundle.text("shown " + name);
        }
    }

    static class Tree {}

    static class Leaf {}

    static final class Node {}

    private record Fixed<T>(Class<T> type, Function<T, MimeBundle> how) implements Renderer<T> {
        @Override
        public MimeBundle render(T value) {
            return how.apply(value);
        }
    }

    private static <T> RendererRegistry registry(RendererRegistry registry, Class<T> type, String text) {
        registry.register(new Fixed<>(type, _ -> MimeBundle.text(text)));
        return registry;
    }

    @SuppressWarnings("unchecked")
    private static String found(RendererRegistry registry, Object value) {
        var renderer = (Renderer<Object>) registry.find(value);
        return renderer == null ? null : renderer.render(value).text();
    }

    @Test
    void the_nearest_type_wins_and_a_class_before_an_interface() {
        var registry = new RendererRegistry();
        registry(registry, Animal.class, "animal");
        assertEquals("animal", found(registry, new Puppy()));
        registry(registry, Pet.class, "pet");
        assertEquals("pet", found(registry, new Puppy()));
        registry(registry, Beast.class, "beast");
        assertEquals("beast", found(registry, new Puppy()));
        registry(registry, Dog.class, "dog");
        assertEquals("dog", found(registry, new Puppy()));
        assertEquals("beast", found(registry, new Beast()));
    }

    @Test
    void the_later_registration_for_a_type_wins() {
        var registry = registry(registry(new RendererRegistry(), Dog.class, "first"), Dog.class, "second");
        assertEquals("second", found(registry, new Puppy()));
    }

    @Test
    void a_renderer_for_everything_serves_only_what_has_no_look_of_its_own() {
        var registry = registry(new RendererRegistry(), Object.class, "object");
        assertEquals("object", found(registry, new Dog()));
        assertEquals(null, found(registry, List.of()));
        assertEquals(null, found(registry, new Shown("a")));
    }

    @Test
    void a_renderer_for_collections_replaces_the_built_in_one() {
        assertEquals("mine", found(registry(new RendererRegistry(), Collection.class, "mine"), List.of()));
        assertEquals("mine", found(registry(new RendererRegistry(), int[][].class, "mine"), new int[1][1]));
        assertEquals("mine", found(registry(new RendererRegistry(), Integer.class, "mine"), 1));
    }

    @Test
    void a_registered_renderer_that_fails_is_named_with_its_failure() {
        Renderers.register(new Fixed<>(Tree.class, _ -> {
            throw new AssertionError("no leaves");
        }));
        String text = Renderers.render(new Tree()).text();
        assertTrue(text.contains("This Tree cannot be shown"), text);
        assertTrue(text.contains("Fixed failed with java.lang.AssertionError: no leaves"), text);
    }

    @Test
    void a_registered_function_that_fails_or_never_comes_to_an_end_is_called_the_values_renderer() {
        Renderers.register(Leaf.class, _ -> {
            throw new AssertionError("no leaves");
        });
        String text = Renderers.render(new Leaf()).text();
        assertTrue(
                text.startsWith(
                        "This Leaf cannot be shown: its renderer failed with java.lang.AssertionError: no leaves"),
                text);
        Renderers.register(Leaf.class, leaf -> leaf);
        assertEquals("... (its renderer nests too deep)", Renderers.render(new Leaf()).text());
    }

    @Test
    void renderers_that_call_each_other_for_ever_end() {
        Renderers.register(new Fixed<>(Node.class, node -> Renderers.render(node)));
        assertTrue(Renderers.render(new Node()).text().contains("nests too deep"));
    }

    @Test
    void a_renderer_without_a_usable_type_is_refused() {
        var failure = assertThrows(IllegalArgumentException.class,
                () -> registry(new RendererRegistry(), int.class, ""));
        assertTrue(failure.getMessage().contains("returned int"), failure.getMessage());
    }

    @Test
    void a_displayable_shows_as_it_says_also_inside_others() {
        assertEquals("shown a", Renderers.render(new Shown("a")).text());
        assertEquals("[shown a]", Renderers.render(List.of(new Shown("a"))).text());
    }

    @Test
    void a_picture_is_shown_without_the_head_of_a_file() {
        String file = "<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE svg PUBLIC 'a' 'b'>\n<svg width='1'/>";
        assertEquals("<svg width='1'/>", Renderers.render(new Svg(file)).data().get(MimeBundle.SVG));
        String plain = "<g/> <svg/>";
        assertEquals(plain, Renderers.render(new Svg(plain)).data().get(MimeBundle.SVG));
    }

    @Test
    void a_rich_part_keeps_its_html_inside_a_table() {
        String html = (String) Renderers
                .render(List.of(new Html("<b>bold</b>"), new Svg("<?xml version='1.0'?><svg/>")))
                .data()
                .get(MimeBundle.HTML);
        assertTrue(html.contains("<b>bold</b>"), html);
        assertTrue(html.contains("<svg/>"), html);
        assertFalse(html.contains("<?xml"), html);
    }

    private record Point(int x, int y) {}

    private record Loop(int turn) {}

    @Test
    void a_type_can_be_shown_as_something_else() {
        Renderers.register(Point.class, point -> new Html("<i>" + point.x() + "</i>"));
        assertEquals("<i>3</i>", Renderers.render(new Point(3, 4)).data().get(MimeBundle.HTML));
        Renderers.register(Point.class, point -> MimeBundle.text("at " + point.y()));
        assertEquals("at 4", Renderers.render(new Point(3, 4)).data().get(MimeBundle.TEXT));
        Renderers.register(Loop.class, loop -> new Loop(loop.turn() + 1));
        assertTrue(Renderers.render(new Loop(0)).data().containsKey(MimeBundle.TEXT), "it ends");
    }
}
