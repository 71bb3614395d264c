package dev.linnet.display;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Shows values under the running cell; outside a notebook their text goes to {@code System.out}. */
public final class Display {
    private static final AtomicLong SHOWN = new AtomicLong();
    // A front end may still hold displays of an earlier process, so the identifiers of two processes must differ.
    private static final String PROCESS = Long.toString(ProcessHandle.current().pid(), 36) + "-"
            + Long.toString(System.currentTimeMillis(), 36);

    private static volatile Supplier<DisplaySink> current = () -> null;

    private Display() {}

    /** Whether what the calling thread shows reaches a notebook; elsewhere its text is printed. */
    public static boolean isShown() {
        return sink() != null;
    }

    /** Shows {@code value} in its richest form; see {@link Renderers}. */
    public static void display(Object value) {
        emit(Renderers.render(value), null, sink());
    }

    /** Shows {@code value} in a place where it can be replaced later, also from another cell or thread. */
    public static DisplayHandle show(Object value) {
        return show(value, "linnet-" + PROCESS + "-" + SHOWN.incrementAndGet());
    }

    /** Shows {@code value} under an identifier of the caller's choice, by which {@link #update} finds it. */
    public static DisplayHandle show(Object value, String id) {
        Objects.requireNonNull(id, "id");
        DisplaySink sink = sink();
        emit(Renderers.render(value), id, sink);
        return new DisplayHandle(id, sink);
    }

    /** Shows {@code value} in every place that was shown under {@code id}. */
    public static void update(Object value, String id) {
        update(value, Objects.requireNonNull(id, "id"), sink());
    }

    /** Removes what the running cell has shown so far. */
    public static void clear() {
        clear(false);
    }

    /** Removes what the running cell has shown so far: now, or ({@code wait}) when the next output comes. */
    public static void clear(boolean wait) {
        DisplaySink sink = sink();
        if (sink != null) {
            sink.clear(wait);
        }
    }

    /** Says how to find the sink of the cell that the calling thread belongs to; null where there is none. */
    public static void bind(Supplier<DisplaySink> supplier) {
        current = Objects.requireNonNull(supplier, "supplier");
    }

    /** The sink of the calling thread's cell, or null. */
    static DisplaySink sink() {
        return current.get();
    }

    static void update(Object value, String id, DisplaySink sink) {
        MimeBundle bundle = Renderers.render(value);
        if (sink == null) {
            System.out.println(bundle.text());
        } else {
            sink.update(bundle, id);
        }
    }

    private static void emit(MimeBundle bundle, String id, DisplaySink sink) {
        if (sink == null) {
            System.out.println(bundle.text());
        } else {
            sink.display(bundle, id);
        }
    }
}
