package dev.linnet.cuda.ptx.memory;

import java.lang.foreign.MemorySegment;

/**
 * A named piece of device memory.
 *
 * @param name         what error messages call it
 * @param address      its first byte's device address, a multiple of 256
 * @param segment      where its bytes are; native memory, little endian
 * @param elementBytes what error messages count in
 * @param readOnly     stores are refused ({@code __constant__} memory)
 */
public record Buffer(String name, long address, MemorySegment segment, int elementBytes, boolean readOnly) {
    /** Bytes. */
    public long bytes() {
        return segment.byteSize();
    }

    /** Elements. */
    public long count() {
        return bytes() / elementBytes;
    }

    @Override
    public String toString() {
        return name + " (" + count() + " x " + elementBytes + " bytes at 0x" + Long.toHexString(address) + ")";
    }
}
