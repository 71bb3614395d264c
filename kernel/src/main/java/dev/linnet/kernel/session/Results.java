package dev.linnet.kernel.session;

import java.util.LinkedHashMap;
import java.util.NoSuchElementException;

/** The values that cells ended in, by the cell's number: the last {@value #KEPT} of them. */
final class Results {
    static final int KEPT = 100;

    private final LinkedHashMap<Integer, Object> values = new LinkedHashMap<>();

    synchronized void put(int cell, Object value) {
        values.remove(cell);
        values.put(cell, value);
        if (values.size() > KEPT) {
            values.remove(values.keySet().iterator().next());
        }
    }

    synchronized Object get(int cell) {
        if (!values.containsKey(cell)) {
            throw new NoSuchElementException("There is no result of cell " + cell + " (any more): the last " + KEPT
                    + " results are kept, and only of cells that end in an expression. There are results of: "
                    + values.keySet());
        }
        return values.get(cell);
    }

    synchronized Object last() {
        if (values.isEmpty()) {
            throw new NoSuchElementException("No cell has ended in an expression yet.");
        }
        return values.lastEntry().getValue();
    }

    synchronized void clear() {
        values.clear();
    }
}
