package dev.linnet.cuda.ptx.machine;

import dev.linnet.cuda.ptx.memory.Buffer;

/** Memory that is watched, as far as it has been accessed: a buffer in pages, or a block's shared memory in one. */
final class Region {
    /** Null for shared memory. */
    final Buffer buffer;
    final long bytes;
    /** Bytes of a cell, as a power of two. */
    final int cellAt;
    /** Cells of a page, as a power of two. */
    final int pageAt;
    final Page[] pages;

    private Region(Buffer buffer, long bytes, int cellAt, int pageAt) {
        this.buffer = buffer;
        this.bytes = bytes;
        this.cellAt = cellAt;
        this.pageAt = pageAt;
        this.pages = new Page[(int) (((bytes - 1) >> (cellAt + pageAt)) + 1)];
    }

    private static int cellAt(int smallest) {
        return Math.min(2, Integer.numberOfTrailingZeros(smallest));
    }

    /** A buffer, in cells of an element or a word. */
    static Region of(Buffer b) {
        return new Region(b, b.bytes(), cellAt(b.elementBytes()), Page.CELLS_AT);
    }

    /** Shared memory, of which no less than {@code smallest} bytes or a word are accessed at once. */
    static Region shared(int bytes, int smallest) {
        Region r = new Region(null, Math.max(1, bytes), cellAt(smallest), 20);
        r.pages[0] = new Page(null, new Shadow((bytes >> r.cellAt) + 1));
        return r;
    }

    /** The page of a cell. */
    int page(int cell) {
        return cell >> pageAt;
    }

    /** The cell's place in its page. */
    int place(int cell) {
        return cell & ((1 << pageAt) - 1);
    }

    /** The last cell of an access. */
    int last(int at, int length) {
        return (at + length - 1) >> cellAt;
    }

    /** Where a page begins, in bytes. */
    long start(int page) {
        return (long) page << (cellAt + pageAt);
    }

    /** Bytes of the page. */
    long length(int page) {
        return Math.min(bytes - start(page), 1L << (cellAt + pageAt));
    }
}
