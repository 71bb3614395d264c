package dev.linnet.cuda.ptx.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;

/** What parts of buffers held before a launch wrote to them. Safe for use by several threads. */
public final class Snapshot {
    /** Bytes of a part that is kept in an array which has been used before. */
    private static final int PART = 1 << 14;
    /** 64 MiB. */
    private static final int MOST = 4096;

    private static SoftReference<ArrayDeque<byte[]>> idle = new SoftReference<>(new ArrayDeque<>());

    private final ConcurrentHashMap<Long, Kept> parts = new ConcurrentHashMap<>();

    // Nobody sees the array but the snapshot.
    @SuppressWarnings("ArrayRecordComponent")
    private record Kept(MemorySegment from, byte[] bytes) {}

    private static synchronized byte[] take() {
        ArrayDeque<byte[]> arrays = idle.get();
        byte[] one = arrays == null ? null : arrays.pollLast();
        return one == null ? new byte[PART] : one;
    }

    private static synchronized void give(byte[] bytes) {
        ArrayDeque<byte[]> arrays = idle.get();
        if (arrays == null) {
            arrays = new ArrayDeque<>();
            idle = new SoftReference<>(arrays);
        }
        if (arrays.size() < MOST && bytes.length == PART) {
            arrays.addLast(bytes);
        }
    }

    /** Keeps a part of a buffer unless it has been kept; to be called before anything there is written. */
    public void keep(Buffer b, long at, long bytes) {
        parts.computeIfAbsent(b.address() + at, _ -> {
            MemorySegment part = b.segment().asSlice(at, bytes);
            byte[] copy = bytes == PART ? take() : new byte[(int) bytes];
            MemorySegment.ofArray(copy).copyFrom(part);
            return new Kept(part, copy);
        });
    }

    /** Puts everything back, and forgets it. */
    public void restore() {
        parts.values().forEach(kept -> kept.from().copyFrom(MemorySegment.ofArray(kept.bytes())));
        drop();
    }

    /** Forgets everything. */
    public void drop() {
        parts.values().forEach(kept -> give(kept.bytes()));
        parts.clear();
    }
}
