package dev.linnet.cuda.ptx.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The device's memory as the CPU engine has it: buffers at 64-bit addresses with wide gaps between them, so that an access
 * beyond a buffer never meets another one. Every access is checked against it. Addresses come out the same on every run
 * that allocates in the same order. Safe for use by several threads.
 */
public final class DeviceMemory {
    /** Least distance from one buffer's end to the next one's start. */
    private static final long GAP = 1L << 24;
    private static final int REMEMBERED = 4096;

    private final TreeMap<Long, Buffer> live = new TreeMap<>();

    /** What is remembered of a freed buffer: not its memory. */
    private record Freed(String name, long address, long bytes, int elementBytes) {}

    private final Map<Long, Freed> freed = new LinkedHashMap<>();
    private long cursor = AddressSpace.BUFFERS;
    private BufferTable table;

    /**
     * Allocates a buffer full of zeros.
     *
     * @param count how many elements of {@code elementBytes} bytes
     */
    public Buffer allocate(String name, int elementBytes, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + ": count must not be negative, got " + count);
        }
        long bytes = Math.multiplyExact(count, elementBytes);
        return add(name, Arena.ofAuto().allocate(Math.max(bytes, 1), 64).asSlice(0, bytes), elementBytes, false);
    }

    /** As {@link #allocate}, but kernels may not write to it. */
    public Buffer allocateConstant(String name, int elementBytes, long count) {
        Buffer b = allocate(name, elementBytes, count);
        Buffer constant = new Buffer(name, b.address(), b.segment(), elementBytes, true);
        synchronized (this) {
            live.put(b.address(), constant);
            table = null;
        }
        return constant;
    }

    /**
     * Lets kernels see memory that is already there, without a copy.
     *
     * @param segment native memory, alive and open to every thread until the buffer is {@linkplain #free freed}
     */
    public Buffer map(String name, MemorySegment segment, int elementBytes) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(name + ": a buffer must be native memory; copy the array into one");
        }
        return add(name, segment, elementBytes, segment.isReadOnly());
    }

    private synchronized Buffer add(String name, MemorySegment segment, int elementBytes, boolean readOnly) {
        if (elementBytes < 1) {
            throw new IllegalArgumentException(name + ": elementBytes must be positive, got " + elementBytes);
        }
        long room = (segment.byteSize() + GAP + 255) & -256L;
        long address = place(room);
        Buffer b = new Buffer(name, address, segment, elementBytes, readOnly);
        live.put(address, b);
        table = null;
        return b;
    }

    /** Goes through the addresses once before any is used again. */
    private long place(long room) {
        for (int turn = 0; turn < 2; turn++) {
            long at = cursor;
            while (at + room <= AddressSpace.BUFFERS_END) {
                Map.Entry<Long, Buffer> next = live.ceilingEntry(at);
                if (next == null || next.getKey() >= at + room) {
                    cursor = at + room;
                    return at;
                }
                at = next.getKey() + ((next.getValue().bytes() + GAP + 255) & -256L);
            }
            cursor = AddressSpace.BUFFERS;
            freed.clear();
        }
        throw new IllegalStateException("the device's address space is full: free buffers");
    }

    /**
     * Frees a buffer; kernels that still use its address are told so.
     *
     * @throws IllegalArgumentException when it is not allocated (any more)
     */
    public synchronized void free(Buffer buffer) {
        if (!isLive(buffer)) {
            throw new IllegalArgumentException("buffer " + buffer.name() + " is already freed");
        }
        live.remove(buffer.address());
        if (freed.size() == REMEMBERED) {
            freed.remove(freed.keySet().iterator().next());
        }
        freed.put(buffer.address(), new Freed(buffer.name(), buffer.address(), buffer.bytes(), buffer.elementBytes()));
        table = null;
    }

    /** Whether the buffer is allocated. */
    public synchronized boolean isLive(Buffer buffer) {
        Buffer there = live.get(buffer.address());
        return there != null && there.segment().equals(buffer.segment()) && there.name().equals(buffer.name());
    }

    /** The buffer that holds the address; null when none does. */
    public Buffer find(long address) {
        return table().find(address);
    }

    /** Every buffer, by address. */
    public synchronized List<Buffer> buffers() {
        return List.copyOf(live.values());
    }

    /** What is allocated now; stays as it is. */
    public synchronized BufferTable table() {
        if (table == null) {
            table = new BufferTable(new ArrayList<>(live.values()));
        }
        return table;
    }

    /**
     * What to say about an address that no buffer holds.
     *
     * @param bytes of the access
     */
    public synchronized String explain(long address, int bytes) {
        if (address >= 0 && address < 4096) {
            return address == 0 ? "null pointer" : "null pointer plus " + address;
        }
        for (Freed b : freed.values()) {
            if (address >= b.address() && address < b.address() + Math.max(b.bytes(), 1)) {
                return "index " + (address - b.address()) / b.elementBytes() + " of " + b.name()
                        + ", which has been freed";
            }
        }
        Map.Entry<Long, Buffer> below = live.floorEntry(address);
        Map.Entry<Long, Buffer> above = live.higherEntry(address);
        Buffer near = null;
        if (below != null && address - (below.getKey() + below.getValue().bytes()) < GAP * 3 / 4) {
            near = below.getValue();
        } else if (above != null && above.getKey() - address < GAP) {
            near = above.getValue();
        } else if (below != null && address - (below.getKey() + below.getValue().bytes()) < 1L << 40) {
            near = below.getValue();
        }
        if (near == null) {
            return "address 0x" + Long.toHexString(address) + " lies in no buffer";
        }
        long index = Math.floorDiv(address - near.address(), near.elementBytes());
        String what = near.count() == 1 ? " element" : " elements";
        return "index " + index + " of " + near.name() + ", which has " + near.count() + what
                + (index < near.count() && index >= 0 ? " (the access is " + bytes + " bytes wide)" : "");
    }
}
