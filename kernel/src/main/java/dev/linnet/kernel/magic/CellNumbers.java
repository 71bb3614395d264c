package dev.linnet.kernel.magic;

import java.util.List;

/** Numbers of cells as a person writes them. */
public final class CellNumbers {
    private CellNumbers() {}

    /** Ranges parted by commas: {@code cells 1-3, 5, 7-8}, or {@code cell 4}. */
    public static String text(List<Integer> cells) {
        var text = new StringBuilder(cells.size() == 1 ? "cell " : "cells ");
        for (int from = 0; from < cells.size();) {
            int to = from;
            while (to + 1 < cells.size() && cells.get(to + 1) == cells.get(to) + 1) {
                to++;
            }
            text.append(from == 0 ? "" : ", ").append(cells.get(from));
            if (to > from) {
                text.append('-').append(cells.get(to));
            }
            from = to + 1;
        }
        return text.toString();
    }
}
