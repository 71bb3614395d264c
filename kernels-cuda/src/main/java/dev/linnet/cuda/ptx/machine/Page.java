package dev.linnet.cuda.ptx.machine;

/**
 * What a launch knows of a page of a buffer. Which block owns each cell is kept to the end; stamps tell the accesses of one block apart
 * and mean nothing to the next one, so the page borrows them while a block accesses it.
 */
final class Page {
    /** Cells of a page, as a power of two. */
    static final int CELLS_AT = 12;
    static final int CELLS = 1 << CELLS_AT;

    /** Null for shared memory, which only one block sees. */
    final int[] owner;
    /** Null unless the block that runs has accessed the page. */
    Shadow stamps;
    /** The memory's contents have been kept. */
    boolean saved;

    Page(int[] owner, Shadow stamps) {
        this.owner = owner;
        this.stamps = stamps;
    }
}
