package dev.linnet.kernel.error;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The texts that were compiled, by the number under which the engine knows them, so that errors can quote them. Cells
 * have the numbers that the front end shows beside them; everything else gets a number from {@value #FIRST_OTHER} on.
 */
public final class CellSources {
    private static final int FIRST_OTHER = 1_000_000;
    private static final String CELL = "cell ";

    /**
     * A text and what a person calls it: {@code cell 3}, {@code Tasks.java}.
     *
     * @param written whether a magic wrote it, so that nobody has seen it
     */
    public record Source(String name, List<String> lines, boolean written) {
        public Source {
            lines = List.copyOf(lines);
        }

        /** A line as errors quote it, under a heading that says where it is. */
        public List<String> quote(int number) {
            return List.of("    at " + Ansi.place(name + ", line " + number),
                    "    " + Quote.line(number, line(number)));
        }

        /** A line from 1, without its end; empty beyond the text. */
        public String line(int number) {
            return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
        }
    }

    /** As they were written, for there are many and few of them are quoted. */
    private final Map<Integer, String> cells = new ConcurrentHashMap<>();
    private final Map<Integer, Source> sources = new ConcurrentHashMap<>();
    private final AtomicInteger others = new AtomicInteger(FIRST_OTHER);

    /** Remembers a cell. */
    public void cell(int number, String text) {
        cells.put(number, text);
    }

    /** Whether the text with this number is a cell. */
    public boolean isCell(int number) {
        return number < FIRST_OTHER;
    }

    /** Remembers any other text and gives it a number. */
    public int other(String name, String text) {
        return add(source(name, text, false));
    }

    /** Remembers a text that a magic wrote and gives it a number; traces leave it out. */
    public int written(String name, String text) {
        return add(source(name, text, true));
    }

    private int add(Source source) {
        int number = others.getAndIncrement();
        sources.put(number, source);
        return number;
    }

    /** Forgets a text that nothing can refer to any more. */
    public void forget(int number) {
        sources.remove(number);
    }

    private static Source source(String name, String text, boolean written) {
        return new Source(name, List.of(Quote.LINE_END.split(text, -1)), written);
    }

    /** The text with this number. */
    public Source get(int number) {
        var other = sources.get(number);
        if (other != null) {
            return other;
        }
        var text = cells.get(number);
        return text == null ? new Source(CELL + number, List.of(), false) : source(CELL + number, text, false);
    }

    /** The text that a stack frame's file name stands for; empty where it is no text of this session. */
    public Optional<Source> ofFile(String fileName) {
        if (fileName == null || !fileName.startsWith(CELL)) {
            return Optional.empty();
        }
        try {
            return Optional.of(get(Integer.parseInt(fileName.substring(CELL.length()))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
