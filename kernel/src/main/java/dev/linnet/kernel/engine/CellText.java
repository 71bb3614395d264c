package dev.linnet.kernel.engine;

import java.util.Arrays;

/** The text of one cell, which knows its lines. */
final class CellText {
    private final int cell;
    private final String text;
    private final int[] lineStarts;

    CellText(int cell, String text) {
        this.cell = cell;
        this.text = text;
        int[] starts = new int[16];
        int lines = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean beforeNewline = i + 1 < text.length() && text.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !beforeNewline)) {
                if (lines == starts.length) {
                    starts = Arrays.copyOf(starts, 2 * lines);
                }
                starts[lines++] = i + 1;
            }
        }
        this.lineStarts = Arrays.copyOf(starts, lines);
    }

    int cell() {
        return cell;
    }

    String text() {
        return text;
    }

    String text(int start, int end) {
        return text.substring(start, end);
    }

    /** The file name that stack traces show. */
    String label() {
        return "cell " + cell;
    }

    int line(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    int column(int offset) {
        return offset - lineStarts[line(offset) - 1] + 1;
    }
}
