package dev.linnet.cuda.ptx.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentHashMap;

/** What parts of buffers held before a launch wrote to them. Safe for use by several threads. */
public final class Snapshot {
    private final ConcurrentHashMap<Long, Kept> parts = new ConcurrentHashMap<>();

    private record Kept(MemorySegment from, MemorySegment bytes) {}

    /** Keeps a part of a buffer unless it has been kept; to be called before anything there is written. */
    public void keep(Buffer b, long at, long bytes) {
        parts.computeIfAbsent(b.address() + at, _ -> {
            MemorySegment part = b.segment().asSlice(at, bytes);
            MemorySegment copy = MemorySegment.ofArray(new byte[(int) bytes]);
            copy.copyFrom(part);
            return new Kept(part, copy);
        });
    }

    /** Puts everything back. */
    public void restore() {
        parts.values().forEach(kept -> kept.from().copyFrom(kept.bytes()));
    }
}
