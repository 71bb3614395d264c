package dev.linnet.odeen;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Memory for a table's rows outside the heap, given back when nobody refers to it any more.
 *
 * <p>What {@link Arena} allocates is written with zeros first, and its pages have 4 kB: together that takes longer than labelling. On
 * Linux the memory comes from {@code mmap} instead, with pages of 2 MB where the machine has them; elsewhere from an arena.
 */
final class RowMemory {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;
    private static final long HUGE_PAGE = 2L << 20;
    private static final MemorySegment FAILED = MemorySegment.ofAddress(-1);

    private RowMemory() {}

    /** Memory of so many bytes, all 0, at a multiple of 64. */
    static MemorySegment allocate(long bytes) {
        if (bytes >= 4 * HUGE_PAGE && System.getProperty("os.name", "").equals("Linux")) {
            MemorySegment mapped = map(bytes);
            if (mapped != null) {
                return mapped;
            }
        }
        return Arena.ofAuto().allocate(Math.max(8, bytes), 64);
    }

    @SuppressWarnings("restricted") // Java has no other way to memory in large pages
    private static MemorySegment map(long bytes) {
        Linker linker = Linker.nativeLinker();
        var library = linker.defaultLookup();
        var mmap = library.find("mmap");
        var munmap = library.find("munmap");
        var madvise = library.find("madvise");
        if (mmap.isEmpty() || munmap.isEmpty() || madvise.isEmpty()) {
            return null;
        }
        var size = ValueLayout.JAVA_LONG;
        var number = ValueLayout.JAVA_INT;
        var address = ValueLayout.ADDRESS;
        MethodHandle unmap = linker.downcallHandle(munmap.get(), FunctionDescriptor.of(number, address, size));
        long whole = bytes + HUGE_PAGE; // so that it can begin at a huge page
        try {
            var found = (MemorySegment) linker
                    .downcallHandle(mmap.get(),
                            FunctionDescriptor.of(address, address, size, number, number, number, size))
                    .invokeExact(MemorySegment.NULL, whole, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (found.address() == FAILED.address()) {
                return null;
            }
            var all = found.reinterpret(whole, Arena.ofAuto(), gone -> release(unmap, gone.address(), whole));
            MemorySegment aligned = all.asSlice(-found.address() & (HUGE_PAGE - 1), bytes);
            // A machine without huge pages refuses; the memory is as good, only slower to get.
            int _ = (int) linker.downcallHandle(madvise.get(), FunctionDescriptor.of(number, address, size, number))
                    .invokeExact(aligned, bytes, MADV_HUGEPAGE);
            return aligned;
        } catch (Throwable failure) {
            throw new IllegalStateException("mmap cannot be called", failure);
        }
    }

    private static void release(MethodHandle unmap, long address, long bytes) {
        try {
            int _ = (int) unmap.invokeExact(MemorySegment.ofAddress(address), bytes);
        } catch (Throwable failure) {
            throw new IllegalStateException("munmap cannot be called", failure);
        }
    }
}
