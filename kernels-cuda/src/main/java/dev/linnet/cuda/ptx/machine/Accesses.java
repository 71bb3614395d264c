package dev.linnet.cuda.ptx.machine;

import dev.linnet.cuda.ptx.memory.Buffer;

/** What looks on while a checked block runs: at accesses lane by lane, and at what orders them. */
public interface Accesses {
    /** Kinds of access. */
    enum Kind {
        READ, WRITE, ATOMIC,
        /** A load or a store by which threads talk to one another: it does not race with atomic ones. */
        ATOMIC_READ, ATOMIC_WRITE;

        boolean reads() {
            return this == READ || this == ATOMIC_READ;
        }

        boolean atomic() {
            return this != READ && this != WRITE;
        }

        /** Without what is said about other threads. */
        public Kind plain() {
            return this == ATOMIC_READ ? READ : this == ATOMIC_WRITE ? WRITE : this;
        }
    }

    /** A new block starts: nobody knows anything of anybody in it. */
    void start(Block b, long index);

    /** The warps with these numbers have met: each now knows what every other one did. Those of {@code ended} will do nothing any more. */
    void met(int warps, int ended);

    /** Lanes of a warp have met. */
    void warpBarrier(Warp w);

    /** The active lanes passed a fence: what the block did so far counts as known to whoever comes to know of it. */
    void fence(Warp w);

    /** One lane's access to shared memory, already known to be within it; {@code i} is the number that the instruction reports with. */
    void shared(Warp w, int lane, int address, int bytes, Kind kind, int i);

    /** One lane's access to a buffer, already known to be within it. */
    void global(Warp w, int lane, Buffer b, long at, int bytes, Kind kind, int i);

    /** One lane's read of local memory. */
    void localRead(Warp w, int lane, int address, int bytes);

    /** One lane begins to copy to shared memory, whose bytes nobody may touch before the copy has been waited for. */
    void copyBegins(Warp w, int lane, int address, int bytes, int i);

    /** The active lanes' copies so far are a group. */
    void copiesCommitted(Warp w);

    /** The active lanes have waited until at most {@code running} of their groups were left, or with -1 for every copy. */
    void copiesDone(Warp w, int running);
}
