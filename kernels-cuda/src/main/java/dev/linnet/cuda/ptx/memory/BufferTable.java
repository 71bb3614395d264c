package dev.linnet.cuda.ptx.memory;

import java.util.List;

/** Buffers by address, as they were at one moment. */
public final class BufferTable {
    private final long[] starts;
    private final Buffer[] buffers;

    BufferTable(List<Buffer> sorted) {
        starts = sorted.stream().mapToLong(Buffer::address).toArray();
        buffers = sorted.toArray(Buffer[]::new);
    }

    /** The buffer that holds the byte at the address; null when none does. */
    public Buffer find(long address) {
        int low = 0;
        int high = starts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= address) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (high < 0) {
            return null;
        }
        Buffer b = buffers[high];
        return address - b.address() < b.bytes() ? b : null;
    }
}
