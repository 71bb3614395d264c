package dev.linnet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class FailuresTest {
    static final class Bad {
        private final Throwable failure;

        Bad(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public String toString() {
            throw FailuresTest.<RuntimeException>sneak(failure);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    static final class Endless {
        @Override
        public String toString() {
            return "again " + this;
        }
    }

    static final class Unspeakable extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("no message either");
        }
    }

    record Part(Object value) {}

    record Lying(int value) {
        @Override
        public int value() {
            if (value < 0) {
                return value;
            }
            throw new IllegalStateException("not today");
        }
    }

    private static String text(Object value) {
        return Renderers.render(value).text();
    }

    @Test
    void a_toString_that_throws_becomes_a_text() {
        assertEquals("<Bad.toString() failed with java.lang.IllegalStateException: boom>",
                text(new Bad(new IllegalStateException("boom"))));
        assertEquals("<Bad.toString() failed with java.lang.AssertionError: e>",
                text(new Bad(new AssertionError("e"))));
        assertEquals("<Bad.toString() failed with java.lang.OutOfMemoryError: e>",
                text(new Bad(new OutOfMemoryError("e"))));
        assertTrue(text(new Bad(new Unspeakable())).contains("Unspeakable"));
    }

    @Test
    void infinite_recursion_in_toString_becomes_a_text() {
        assertEquals("<Endless.toString() failed with java.lang.StackOverflowError (a recursion without end?)>",
                text(new Endless()));
    }

    @Test
    void a_toString_that_returns_null_becomes_a_text() {
        assertEquals("<StringlessObject.toString() returned null>", text(new StringlessObject()));
    }

    static final class StringlessObject {
        @Override
        @SuppressWarnings("ToStringReturnsNull") // that is what is tested
        public String toString() {
            return null;
        }
    }

    @Test
    void one_bad_element_leaves_the_others_readable() {
        var bad = new Bad(new IllegalStateException("boom"));
        assertTrue(text(List.of(1, bad, 3)).matches("(?s)\\[.*1.*boom.*3.*\\]"), text(List.of(1, bad, 3)));
        assertTrue(text(Map.of("key", bad)).contains("boom"));
        assertTrue(text(new Part(bad)).contains("boom"));
        assertTrue(text(new Object[] {bad}).contains("boom"));
    }

    @Test
    void an_accessor_that_throws_is_named() {
        assertTrue(text(new Lying(1)).contains("value() failed with java.lang.IllegalStateException: not today"),
                text(new Lying(1)));
    }

    @Test
    void a_collection_that_throws_says_so() {
        var broken = new AbstractList<String>() {
            @Override
            public String get(int index) {
                throw new IllegalStateException("lost");
            }

            @Override
            public int size() {
                return 3;
            }
        };
        assertTrue(text(broken).contains("the built-in renderer failed with java.lang.IllegalStateException: lost"),
                text(broken));
        assertTrue(text(List.of(broken)).contains("lost"));
    }

    @Test
    void a_displayable_that_throws_or_returns_null_is_named() {
        Displayable throwing = new Displayable() {
            @Override
            public MimeBundle toMimeBundle() {
                throw new StackOverflowError();
            }

            @Override
            public String toString() {
                return "my text";
            }
        };
        assertTrue(text(throwing).contains("failed with java.lang.StackOverflowError"), text(throwing));
        assertTrue(text(throwing).endsWith("my text"), text(throwing));
        assertTrue(text((Displayable) () -> null).contains("returned null"));
    }

    @Test
    void a_bundle_without_text_gets_one() {
        Displayable html = new Displayable() {
            @Override
            public MimeBundle toMimeBundle() {
                return new MimeBundle(Map.of(MimeBundle.HTML, "<b>1</b>"), Map.of());
            }

            @Override
            public String toString() {
                return "one";
            }
        };
        assertEquals("one", text(html));
    }

    @Test
    void throwables_show_their_trace_folded() {
        var bundle = Renderers.render(new IllegalStateException("a < b"));
        assertTrue(bundle.text().startsWith("java.lang.IllegalStateException: a < b\n"), bundle.text());
        assertEquals("java.lang.IllegalStateException: a < b",
                WellFormed.html(bundle).getElementsByTagName("summary").item(0).getTextContent());
    }
}
