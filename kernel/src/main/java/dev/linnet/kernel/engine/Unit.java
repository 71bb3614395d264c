package dev.linnet.kernel.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.kernel.engine.Snippet.Span;

/** A generated compilation unit that remembers which of its characters were written by whom, in which cell, on which line. */
final class Unit {
    /** {@code length} characters of a cell, copied to {@code start}; {@code owner} is the part they belong to. */
    record Segment(int start, int length, CellText cell, int cellStart, Object owner) {
        int cellOffset(int offset) {
            return cellStart + Math.clamp(offset - start, 0, length);
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Segment> segments = new ArrayList<>();
    private final Map<Integer, Integer> cellLines = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private int line = 1;

    /** Adds generated text. */
    Unit add(String generated) {
        text.append(generated);
        for (int i = 0; i < generated.length(); i++) {
            if (generated.charAt(i) == '\n') {
                line++;
            }
        }
        return this;
    }

    /** Adds a stretch of a cell on lines of its own, with blanks in place of {@code dropped}. */
    Unit add(CellText cell, int start, int end, List<Span> dropped, Object owner) {
        add("\n");
        StringBuilder copy = new StringBuilder(cell.text(start, end));
        for (Span span : dropped) {
            for (int i = span.start(); i < span.end(); i++) {
                copy.setCharAt(i - start, ' ');
            }
        }
        segments.add(new Segment(text.length(), copy.length(), cell, start, owner));
        int first = cell.line(start);
        int last = cell.line(end);
        // The generated line before, such as the beginning of an assignment, counts to the first one.
        cellLines.putIfAbsent(line - 1, first);
        for (int i = first; i <= last; i++) {
            cellLines.put(line + i - first, i);
        }
        line += last - first;
        text.append(copy);
        return this;
    }

    Unit add(CellText cell, Span span, Object owner) {
        return add(cell, span.start(), span.end(), List.of(), owner);
    }

    /** Adds generated text that stands for {@code owner}: its errors are shown at {@code cellOffset}. */
    Unit marked(String generated, CellText cell, int cellOffset, Object owner) {
        segments.add(new Segment(text.length(), 0, cell, cellOffset, owner));
        return add(generated);
    }

    /** Notes that top-level class {@code name} comes from {@code cell}. */
    void from(CellText cell, String name) {
        labels.put(name, cell.label());
    }

    int length() {
        return text.length();
    }

    String text() {
        return text.toString();
    }

    /** The segment that holds {@code offset}, else the last one before it, else the first; null if there is none. */
    Segment segment(long offset) {
        Segment best = segments.isEmpty() ? null : segments.getFirst();
        int low = 0;
        int high = segments.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments.get(middle).start() <= offset) {
                best = segments.get(middle);
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return best;
    }

    /** Forgets the text, keeps what class loading needs. */
    void release() {
        text.setLength(0);
        text.trimToSize();
        segments.clear();
    }

    /** The cell's line of a generated line, or 0. */
    int cellLine(int generatedLine) {
        return cellLines.getOrDefault(generatedLine, 0);
    }

    /** {@code cell N} for a class of this unit. */
    String label(String binaryName) {
        String topLevel = ReplClass.topLevel(binaryName, labels.keySet());
        return topLevel == null ? null : labels.get(topLevel);
    }
}
