package dev.linnet.cuda.backend;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Memory that kernels read and write. Its bytes are in this process; a backend with memory of its own keeps a copy there
 * and says which of the two is newer.
 */
public final class Storage {
    /** A copy of the bytes in a device's memory, or their place in the engine's address space. */
    public interface Resident {
        /** Copies the device's bytes back, where they are newer. */
        void download();

        /** Gives the device's memory back. */
        void release();
    }

    private final MemorySegment bytes;
    private final int elementBytes;
    private final AtomicBoolean freed = new AtomicBoolean();
    private volatile String name;
    private Backend owner;
    private Resident resident;

    /**
     * Storage in this memory.
     *
     * @param name         what errors call it
     * @param bytes        native, little endian, open to every thread
     * @param elementBytes what errors count in
     */
    public Storage(String name, MemorySegment bytes, int elementBytes) {
        if (!bytes.isNative()) {
            throw new IllegalArgumentException(name + ": memory for kernels must be native");
        }
        this.name = name;
        this.bytes = bytes;
        this.elementBytes = elementBytes;
    }

    /** What errors call it. */
    public String name() {
        return name;
    }

    /** Names it after the parameter that it is passed for. */
    public void name(String value) {
        name = value;
    }

    /** The bytes in this process; {@link #download} first where a device may have written. */
    public MemorySegment bytes() {
        return bytes;
    }

    public int elementBytes() {
        return elementBytes;
    }

    /** What {@code backend} keeps of it, or null; what another backend keeps is brought back and released. */
    public synchronized Resident resident(Backend backend) {
        if (owner != backend) {
            leave();
        }
        return resident;
    }

    /** What {@code backend} keeps of it from now on. */
    public synchronized void resident(Backend backend, Resident value) {
        owner = backend;
        resident = value;
    }

    /** Brings the newest bytes here. */
    public synchronized void download() {
        if (resident != null) {
            resident.download();
        }
    }

    /** Brings the newest bytes here and gives up what a backend keeps, as before the bytes are changed here. */
    public synchronized void leave() {
        if (resident != null) {
            resident.download();
            resident.release();
            resident = null;
            owner = null;
        }
    }

    /** Forgets what a backend keeps, which is lost. */
    public synchronized void forget() {
        resident = null;
        owner = null;
    }

    /** Whether it was given back. */
    public boolean freed() {
        return freed.get();
    }

    /** Gives it back; a second time does nothing. */
    public void free() {
        if (freed.compareAndSet(false, true)) {
            synchronized (this) {
                if (resident != null) {
                    resident.release();
                    forget();
                }
            }
        }
    }
}
