package dev.linnet.cuda.ptx.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

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
    /** What the memory of automatic and of global arenas is known by; empty where that tells them from shared arenas in no way. */
    private static final Set<Class<?>> LASTING = lastingScopes();

    private static Set<Class<?>> lastingScopes() {
        try (Arena shared = Arena.ofShared()) {
            Set<Class<?>> found = new HashSet<>();
            found.add(Arena.ofAuto().scope().getClass());
            found.add(Arena.global().scope().getClass());
            found.remove(shared.scope().getClass());
            return Set.copyOf(found);
        }
    }

    /** Whether nobody can close the memory while it is referred to, so that it may be accessed without asking. */
    public boolean lasts() {
        return LASTING.contains(segment.scope().getClass());
    }

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
