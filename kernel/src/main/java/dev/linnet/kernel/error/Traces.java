package dev.linnet.kernel.error;

import dev.linnet.kernel.engine.CellExit;
import dev.linnet.kernel.library.LibraryMissingError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** What a cell's code threw, as far as it concerns the person who wrote the cell. */
public final class Traces {
    private static final int CELL_FRAMES = 12;
    private static final int LIBRARY_FRAMES = 24;
    private static final int JDK_RUN = 2;
    private static final int CAUSES = 8;

    private final CellSources sources;

    public Traces(CellSources sources) {
        this.sources = sources;
    }

    /** The report on an exception of a cell. */
    public ErrorReport report(Throwable thrown) {
        var lines = new ArrayList<>(lines(thrown));
        var advice = advice(thrown);
        if (advice != null) {
            lines.add(Ansi.advice(advice));
        }
        return new ErrorReport(name(thrown), message(thrown), lines);
    }

    private static String advice(Throwable thrown) {
        return switch (thrown) {
            case OutOfMemoryError tooLong when String.valueOf(tooLong.getMessage()).contains("array size exceeds") ->
                "No array is that long: " + (Integer.MAX_VALUE - 2) + " elements is the most.";
            case OutOfMemoryError threads when String.valueOf(threads.getMessage()).contains("native thread") ->
                "The system gives this process no more threads. End those that are not needed, or use virtual ones"
                        + " (Thread.ofVirtual(), Executors.newVirtualThreadPerTaskExecutor()).";
            case OutOfMemoryError outside when String.valueOf(outside.getMessage()).contains("direct buffer") ->
                "The memory for direct buffers is full. Let go of buffers, or give the kernel more"
                        + " (-XX:MaxDirectMemorySize).";
            case OutOfMemoryError full -> "The heap of " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MB is full. Let go of what is no longer needed (big = null;), or give the kernel more (-Xmx).";
            case UnsupportedOperationException refused when isOfFixedCollection(refused) ->
                "A collection of List.of, Map.of, toList() and the like cannot change. Make a copy that can: new"
                        + " ArrayList<>(...), new HashMap<>(...).";
            case ArithmeticException beyond when isOfTooManyElements(beyond) ->
                "That many elements fit into no array: " + (Integer.MAX_VALUE - 2)
                        + " is the most. Make a batch, a length or a width smaller.";
            case StackOverflowError deep -> "The recursion went too deep; perhaps it has no end.";
            default -> null;
        };
    }

    /** The library computes the sizes of arrays so that what no {@code int} holds is noticed. */
    private static boolean isOfTooManyElements(ArithmeticException beyond) {
        var trace = beyond.getStackTrace();
        return trace.length > 1 && trace[0].getClassName().equals("java.lang.Math")
                && trace[0].getMethodName().endsWith("Exact") && trace[1].getClassName().startsWith("dev.linnet.");
    }

    private static boolean isOfFixedCollection(Throwable thrown) {
        var trace = thrown.getStackTrace();
        return trace.length > 0 && (trace[0].getClassName().startsWith("java.util.ImmutableCollections")
                || trace[0].getClassName().startsWith("java.util.Collections$Unmodifiable"));
    }

    /** The report on an exception that no cell code is to blame for: its sentence, and nothing of our own frames. */
    public static ErrorReport sentence(Throwable thrown) {
        var message = Excerpt.sentence(message(thrown));
        return ErrorReport.of(name(thrown), message.isEmpty() ? "no reason given" : message);
    }

    /** The lines of the trimmed trace, causes included. */
    public List<String> lines(Throwable thrown) {
        var lines = new ArrayList<String>();
        add(thrown, "", "", lines, Collections.newSetFromMap(new IdentityHashMap<>()));
        return lines;
    }

    /** The whole trace as Java prints it. */
    public static String full(Throwable thrown) {
        var text = new StringWriter();
        try (var writer = new PrintWriter(text)) {
            thrown.printStackTrace(writer);
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName() + " (its trace cannot be printed: " + e.getClass().getName() + ")\n";
        }
        return text.toString();
    }

    /** The simple name of an exception's class. */
    public static String name(Throwable thrown) {
        Class<?> type = thrown.getClass();
        while (type.isAnonymousClass() || type.getSimpleName().startsWith("$")) {
            type = type.getSuperclass();
        }
        return type.getSimpleName();
    }

    /** An exception's message, never null and of a length that can be read; a getMessage that fails itself is survived. */
    public static String message(Throwable thrown) {
        try {
            var message = thrown.getLocalizedMessage();
            return message == null ? "" : Excerpt.message(JvmMessage.of(thrown, message));
        } catch (RuntimeException | StackOverflowError e) {
            return "(its message cannot be read: " + e.getClass().getName() + ")";
        }
    }

    private void add(Throwable thrown, String caption, String indent, List<String> lines, Set<Throwable> seen) {
        var message = message(thrown);
        lines.add(indent + caption + Ansi.error(title(thrown)) + (message.isEmpty() ? "" : ": " + message));
        if (!seen.add(thrown)) {
            lines.add(indent + "    (shown above)");
            return;
        }
        frames(concerning(thrown.getStackTrace()), indent + "    ", lines);
        if (seen.size() > CAUSES) {
            lines.add(indent + "    (further causes: %trace shows all)");
            return;
        }
        for (var suppressed : thrown.getSuppressed()) {
            add(suppressed, "Suppressed: ", indent + "    ", lines, seen);
        }
        // That error's sentence holds what its causes say.
        if (thrown.getCause() != null && !(thrown instanceof LibraryMissingError)) {
            add(thrown.getCause(), "Caused by: ", indent, lines, seen);
        }
    }

    /** Everyday exceptions go by their simple name, others by the full one. */
    private static String title(Throwable thrown) {
        var name = thrown.getClass().getName();
        boolean known = name.matches("java\\.(lang|util|io)\\.\\w+") || thrown.getClass().getPackageName().isEmpty()
                || isOfCell(thrown.getClass()) || thrown instanceof CellExit;
        return known ? name(thrown) : name;
    }

    /** The engine puts every type of a cell into this package. */
    private static boolean isOfCell(Class<?> type) {
        return type.getPackageName().equals("REPL");
    }

    /** The frames down to the last of a cell; where no cell is involved, down to the kernel's own. */
    private List<StackTraceElement> concerning(StackTraceElement[] frames) {
        int end = frames.length;
        while (end > 0 && sources.ofFile(frames[end - 1].getFileName()).isEmpty()) {
            end--;
        }
        if (end == 0) {
            while (end < frames.length && !frames[end].getClassName().startsWith("dev.linnet.kernel.")
                    && !isThreadStart(frames[end])) {
                end++;
            }
        }
        return withoutEngine(Arrays.asList(frames).subList(0, end));
    }

    /**
     * Leaves out the engine's frames, the lambda in which it computes the value that a cell ends in, and what a magic wrote, with
     * Linnet's own frames above it.
     */
    private List<StackTraceElement> withoutEngine(List<StackTraceElement> frames) {
        var left = new ArrayList<StackTraceElement>();
        for (var frame : frames) {
            if (frame.getClassName().startsWith("dev.linnet.kernel.")) {
                continue;
            }
            if (sources.ofFile(frame.getFileName()).filter(CellSources.Source::written).isPresent()) {
                while (!left.isEmpty() && left.getLast().getClassName().startsWith("dev.linnet.")) {
                    left.removeLast();
                }
                continue;
            }
            if (!left.isEmpty() && CellFrame.isValueOf(left.getLast(), frame)) {
                left.removeLast();
            }
            left.add(frame);
        }
        return left;
    }

    private static boolean isThreadStart(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread") && frame.getMethodName().startsWith("run");
    }

    private void frames(List<StackTraceElement> frames, String indent, List<String> lines) {
        int ofCells = 0;
        int ofLibraries = 0;
        int jdkRun = 0;
        int left = 0;
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            var source = sources.ofFile(frame.getFileName());
            jdkRun = source.isEmpty() && isJdk(frame) ? jdkRun + 1 : 0;
            boolean shown = source.isPresent()
                    ? ofCells++ < CELL_FRAMES
                    : jdkRun <= JDK_RUN && ofLibraries++ < LIBRARY_FRAMES;
            if (!shown) {
                left++;
                continue;
            }
            if (left > 0) {
                lines.add(indent + "... " + left + (left == 1 ? " frame" : " frames") + " left out");
                left = 0;
            }
            add(frame, source.orElse(null), indent, lines);
            int again = i;
            while (again + 1 < frames.size() && frames.get(again + 1).equals(frame)) {
                again++;
            }
            if (again > i + 1) {
                lines.add(indent + "... the same " + (again - i) + " times more");
                i = again;
            }
        }
        if (left > 0) {
            lines.add(indent + "... " + left + " more (%trace shows all)");
        }
    }

    private static void add(StackTraceElement frame, CellSources.Source source, String indent, List<String> lines) {
        if (source == null) {
            lines.add(indent + "at " + frame.getClassName() + "." + frame.getMethodName() + "("
                    + (frame.getFileName() == null ? "" : frame.getFileName() + ":" + frame.getLineNumber()) + ")");
            return;
        }
        var method = Excerpt.sentence(CellFrame.method(frame));
        lines.add(indent + "at " + Ansi.place(source.name() + ", line " + frame.getLineNumber())
                + (method.isEmpty() ? "" : ", in " + method));
        var text = source.line(frame.getLineNumber());
        if (!text.isBlank()) {
            lines.add(indent + Quote.line(frame.getLineNumber(), text));
        }
    }

    private static boolean isJdk(StackTraceElement frame) {
        var name = frame.getModuleName();
        return name != null && (name.startsWith("java.") || name.startsWith("jdk."));
    }
}
