package dev.linnet.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What an array that was passed to a kernel held, to be put back. */
public final class SavedArray {
    private interface Restore {
        void run();
    }

    private final Restore restore;

    private SavedArray(Restore restore) {
        this.restore = restore;
    }

    /**
     * What an array holds now.
     *
     * @param array anything that a kernel takes for a pointer
     */
    public static SavedArray of(Object array) {
        return new SavedArray(switch (array) {
            case Buffer buffer -> {
                buffer.storage().download();
                var held = copy(buffer.storage().bytes());
                yield () -> {
                    buffer.storage().leave();
                    buffer.storage().bytes().copyFrom(held);
                };
            }
            case MemorySegment segment -> restoring(segment);
            case Record[] records -> {
                var held = records.clone();
                yield () -> System.arraycopy(held, 0, records, 0, held.length);
            }
            case boolean[] truths -> {
                var held = truths.clone();
                yield () -> System.arraycopy(held, 0, truths, 0, held.length);
            }
            default -> HostArray.length(array) >= 0 ? restoring(HostArray.heap(array)) : foreign(array);
        });
    }

    private static Restore foreign(Object array) {
        return switch (ForeignArray.of(array).orElseThrow()) {
            case ForeignArray.InPlace there -> restoring(there.memory());
            case ForeignArray.Copied there -> {
                var held = Arena.ofAuto().allocate(there.length() * there.type().size(), 64);
                there.read().accept(held);
                yield () -> there.write().accept(held);
            }
        };
    }

    private static Restore restoring(MemorySegment memory) {
        var held = copy(memory);
        return () -> memory.copyFrom(held);
    }

    private static MemorySegment copy(MemorySegment memory) {
        return Arena.ofAuto().allocate(memory.byteSize(), 64).copyFrom(memory);
    }

    /** Puts it back. */
    public void restore() {
        restore.run();
    }
}
