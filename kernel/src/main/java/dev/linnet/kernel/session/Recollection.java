package dev.linnet.kernel.session;

import java.util.List;

/**
 * What a session leaves to the one that takes its place in a new virtual machine.
 *
 * @param executionCount the number of the last counted cell
 * @param cells          the cells to be run again, in the order in which they ran
 */
public record Recollection(int executionCount, List<Recalled> cells) {
    public Recollection {
        cells = List.copyOf(cells);
    }

    /** A cell that succeeded, and the number that it had. */
    public record Recalled(int number, String code) {}
}
