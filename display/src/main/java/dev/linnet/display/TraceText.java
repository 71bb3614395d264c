package dev.linnet.display;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Objects;
import java.util.function.Function;

/** The text of an exception that is shown as a value: its name, its message and where it comes from. */
public final class TraceText {
    private static volatile Function<Throwable, String> known = TraceText::whole;

    private TraceText() {}

    /** Has exceptions be told by {@code text}: the first line says what, the others where. */
    public static void register(Function<Throwable, String> text) {
        known = Objects.requireNonNull(text, "text");
    }

    static String of(Throwable thrown) {
        return known.apply(thrown);
    }

    private static String whole(Throwable thrown) {
        var trace = new StringWriter();
        try (var writer = new PrintWriter(trace)) {
            thrown.printStackTrace(writer);
        }
        return trace.toString().strip();
    }
}
