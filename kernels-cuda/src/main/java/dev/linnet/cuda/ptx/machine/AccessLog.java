package dev.linnet.cuda.ptx.machine;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.parse.Instruction;

/**
 * Who accessed what in a checked launch, for finding data races and reads of what was never written. Each block has a log; those of a
 * launch share what is known of global memory, so one host thread runs them.
 *
 * <p>Time is counted in each warp: it grows whenever the warp meets others at a barrier, or its own lanes meet. A barrier hands every
 * warp that goes through it the times of the others. An access races with an earlier one of another thread when at least one of
 * them writes, not both are atomic, and the thread does not know of a time of the other one's warp that is past that access. Blocks
 * never know of one another, except that what a block did before a fence is taken to be known: blocks that hand over data do so.
 *
 * <p>For each word the last write and the last two reads of different warps are kept, so a race may go unnoticed when many warps
 * read in between; what is reported did happen.
 */
public final class AccessLog implements Accesses {
    private static final int WARPS = 32;

    /** One access, as kept for a word; 0 is none. Bits: 1 for there, lane 5, warp 5, bytes of the word 4, atomic 1, time 22, instruction 24, more lanes 1. */
    private static final int LANE = 1;
    private static final int WARP = 6;
    private static final int BYTES = 11;
    private static final int ATOMIC = 15;
    private static final int TIME = 16;
    private static final int TIME_BITS = 22;
    private static final int SITE = 38;
    /** More than one lane of the warp made the access. */
    private static final long MANY = 1L << 62;
    /** A warp at a time. */
    private static final long MOMENT = 1 | 31L << WARP | ((1L << TIME_BITS) - 1) << TIME;

    /** Words of a page of a buffer, as a power of two. */
    private static final int PAGE_AT = 12;

    /** Accesses to a piece of memory, three for each word: last write, last read, last read of another warp. */
    private static final class Memory {
        final long[] accesses;
        /** The block that made the access, plus one. */
        final int[] blocks;

        Memory(int words, boolean acrossBlocks) {
            accesses = new long[3 * words];
            blocks = acrossBlocks ? new int[3 * words] : null;
        }
    }

    /** What the logs of a launch share. */
    private static final class Shared {
        final IdentityHashMap<Buffer, Memory[]> buffers = new IdentityHashMap<>();
        /** For each block the time of its last fence on any warp, plus one; blocks are numbered from one. */
        int[] fences = new int[16];
    }

    private final Shared launch;
    private final List<Instruction> sites;
    private Buffer lastBuffer;
    private Memory[] lastMemory;
    private Memory shared;
    private int[] sharedWritten = new int[0];
    private final int[][] known = new int[WARPS][WARPS];
    private final PendingCopies copies = new PendingCopies();
    private Block block;
    private int blockNumber;

    /** For the first block of a launch whose instructions report with these numbers. */
    public AccessLog(List<Instruction> sites) {
        this(sites, new Shared());
    }

    private AccessLog(List<Instruction> sites, Shared launch) {
        this.sites = sites;
        this.launch = launch;
    }

    /** For another block of the launch. */
    public AccessLog another() {
        return new AccessLog(sites, launch);
    }

    @Override
    public void start(Block b, long index) {
        block = b;
        blockNumber = (int) index + 1;
        if (shared == null) {
            shared = new Memory((b.sharedBytes + 3) / 4, false);
            sharedWritten = new int[(b.sharedBytes + 3) / 4];
        }
        Arrays.fill(shared.accesses, 0);
        Arrays.fill(sharedWritten, 0);
        copies.clear(sharedWritten.length);
        for (int w = 0; w < WARPS; w++) {
            Arrays.fill(known[w], 0);
            known[w][w] = 1;
        }
        if (blockNumber >= launch.fences.length) {
            launch.fences = Arrays.copyOf(launch.fences, 2 * blockNumber);
        }
    }

    @Override
    public void met(int warps, int ended) {
        int[] all = new int[WARPS];
        for (int m = warps; m != 0; m &= m - 1) {
            int w = Integer.numberOfTrailingZeros(m);
            known[w][w]++;
        }
        for (int m = warps; m != 0; m &= m - 1) {
            int[] mine = known[Integer.numberOfTrailingZeros(m)];
            for (int k = 0; k < WARPS; k++) {
                all[k] = Math.max(all[k], mine[k]);
            }
        }
        for (int m = warps; m != 0; m &= m - 1) {
            int w = Integer.numberOfTrailingZeros(m);
            System.arraycopy(all, 0, known[w], 0, WARPS);
        }
    }

    @Override
    public void warpBarrier(Warp w) {
        known[w.index][w.index]++;
    }

    @Override
    public void fence(Warp w) {
        launch.fences[blockNumber] = Math.max(launch.fences[blockNumber], known[w.index][w.index] + 1);
        known[w.index][w.index]++;
    }

    /**
     * The quick way for a read of an aligned word of shared memory that is no news or races with nothing.
     *
     * @return false when the slow way has to look at it
     */
    public boolean sharedWord(Warp w, int lane, int address, int site) {
        int word = address >> 2;
        if ((address & 3) != 0 || word < 0 || word >= sharedWritten.length || sharedWritten[word] != 15) {
            return false;
        }
        long[] accesses = shared.accesses;
        int[] mine = known[w.index];
        long time = mine[w.index] & ((1L << TIME_BITS) - 1);
        long entry = 1 | (long) lane << LANE | (long) w.index << WARP | 15L << BYTES | time << TIME
                | (long) site << SITE;
        int k = 3 * word;
        long write = accesses[k];
        if ((int) (write >> TIME & ((1L << TIME_BITS) - 1)) >= mine[(int) (write >> WARP) & 31]) {
            return false;
        }
        long before = accesses[k + 1];
        if (((before ^ entry) & (MOMENT | 15L << BYTES)) == 0) {
            if ((before & MANY) == 0 && ((before ^ entry) & 31L << LANE) != 0) {
                accesses[k + 1] = before | MANY;
            }
            return true;
        }
        if (before != 0 && ((before ^ entry) >> WARP & 31) != 0) {
            accesses[k + 2] = before;
        }
        accesses[k + 1] = entry;
        return true;
    }

    @Override
    public void shared(Warp w, int lane, int address, int bytes, Kind kind, int i) {
        if ((kind == Kind.READ && (bytes != 4 || sharedWritten[address >> 2] != 15)) || kind == Kind.ATOMIC
                || kind == Kind.ATOMIC_READ) {
            boolean written = false;
            for (int b = address; b < address + bytes; b++) {
                written |= ((sharedWritten[b >> 2] >> (b & 3)) & 1) != 0;
            }
            if (!written) {
                notBeingCopied(lane, address, bytes, kind);
                throw new DeviceFault(DeviceFault.Kind.UNINITIALISED, lane,
                        "uninitialised read of shared memory at byte " + address
                                + ": no thread of the block has written there");
            }
        }
        if (!kind.reads()) {
            notBeingCopied(lane, address, bytes, kind);
            for (int b = address; b < address + bytes; b++) {
                sharedWritten[b >> 2] |= 1 << (b & 3);
            }
        }
        access(shared, w, lane, address, bytes, kind, i, null);
    }

    @Override
    public void copyBegins(Warp w, int lane, int address, int bytes, int i) {
        for (int b = address; b < address + bytes; b++) {
            sharedWritten[b >> 2] &= ~(1 << (b & 3));
        }
        copies.begin(w, lane, address, bytes, i);
    }

    @Override
    public void copiesCommitted(Warp w) {
        copies.commit(w);
    }

    @Override
    public void copiesDone(Warp w, int running) {
        for (PendingCopies.Copy copy : copies.done(w, running)) {
            shared(w, copy.lane(), copy.address(), copy.bytes(), Kind.WRITE, copy.site());
        }
    }

    private void notBeingCopied(int lane, int address, int bytes, Kind kind) {
        PendingCopies.Copy copy = copies.at(address, bytes);
        if (copy != null) {
            int line = sites.get(copy.site()).source().line();
            throw new DeviceFault(DeviceFault.Kind.DATA_RACE, lane, "data race on shared memory at byte " + address
                    + ": this thread " + (kind.reads() ? "reads" : "writes") + " what the asynchronous copy"
                    + (line > 0 ? " at line " + line : "")
                    + " may not have finished: its thread has to wait for it (cp.async.wait_group, __pipeline_wait_prior) first");
        }
    }

    @Override
    public void global(Warp w, int lane, Buffer b, long at, int bytes, Kind kind, int i) {
        if (b.readOnly()) {
            return;
        }
        if (lastBuffer == null || lastBuffer.address() != b.address()) {
            lastMemory = launch.buffers.computeIfAbsent(b,
                    x -> new Memory[(int) (((x.bytes() - 1) >> (2 + PAGE_AT)) + 1)]);
            lastBuffer = b;
        }
        for (long from = at; from < at + bytes;) {
            int page = (int) (from >> (2 + PAGE_AT));
            long to = Math.min(at + bytes, (page + 1L) << (2 + PAGE_AT));
            if (lastMemory[page] == null) {
                lastMemory[page] = new Memory(1 << PAGE_AT, true);
            }
            access(lastMemory[page], w, lane, from, (int) (to - from), kind, i, b);
            from = to;
        }
    }

    @Override
    public void localRead(Warp w, int lane, int address, int bytes) {
        int written = 0;
        for (int b = address; b < address + bytes && b < w.localWritten.length; b++) {
            written |= w.localWritten[b];
        }
        if (((written >>> lane) & 1) == 0) {
            throw new DeviceFault(DeviceFault.Kind.UNINITIALISED, lane,
                    "uninitialised read of local memory: this thread has not written to the variable yet");
        }
    }

    private void access(Memory m, Warp w, int lane, long at, int bytes, Kind kind, int i, Buffer buffer) {
        long time = known[w.index][w.index] & ((1L << TIME_BITS) - 1);
        long entry = 1 | (long) lane << LANE | (long) w.index << WARP | (kind.atomic() ? 1L << ATOMIC : 0)
                | time << TIME
                | (long) i << SITE;
        for (long word = at >> 2; word <= (at + bytes - 1) >> 2; word++) {
            int from = (int) Math.max(0, at - 4 * word);
            int to = (int) Math.min(4, at + bytes - 4 * word);
            long parts = (1L << to) - (1L << from);
            long mine = entry | parts << BYTES;
            int k = 3 * (int) (m.blocks == null ? word : word & (1 << PAGE_AT) - 1);
            // A warp that reads again what it has read since it last met others learns nothing new.
            if (kind == Kind.READ && ((m.accesses[k + 1] ^ mine) & (MOMENT | 15L << BYTES | 1L << ATOMIC)) == 0
                    && ((m.accesses[k] ^ mine) & MOMENT) != 0
                    && (m.blocks == null || m.blocks[k + 1] == blockNumber)) {
                if ((m.accesses[k + 1] & MANY) == 0 && ((m.accesses[k + 1] ^ mine) & 31L << LANE) != 0) {
                    m.accesses[k + 1] |= MANY;
                }
                continue;
            }
            check(m, k, mine, w, lane, kind, i, buffer, at, false);
            if (!kind.reads()) {
                check(m, k + 1, mine, w, lane, kind, i, buffer, at, true);
                check(m, k + 2, mine, w, lane, kind, i, buffer, at, true);
                put(m, k, mine);
            } else {
                long before = m.accesses[k + 1];
                if (before != 0 && ((before ^ mine) >> WARP & 31) != 0) {
                    m.accesses[k + 2] = before;
                    if (m.blocks != null) {
                        m.blocks[k + 2] = m.blocks[k + 1];
                    }
                }
                put(m, k + 1, mine);
            }
        }
    }

    private static int site(long entry) {
        return (int) ((entry & ~MANY) >>> SITE);
    }

    private void put(Memory m, int k, long entry) {
        m.accesses[k] = entry;
        if (m.blocks != null) {
            m.blocks[k] = blockNumber;
        }
    }

    private void check(Memory m, int k, long mine, Warp w, int lane, Kind kind, int i, Buffer buffer, long at,
            boolean read) {
        long other = m.accesses[k];
        if (other == 0 || (other & mine >> BYTES << BYTES & 15L << BYTES) == 0 || (other & mine & 1L << ATOMIC) != 0) {
            return;
        }
        int otherWarp = (int) (other >> WARP) & 31;
        int otherLane = (int) (other >> LANE) & 31;
        int time = (int) (other >> TIME) & ((1 << TIME_BITS) - 1);
        if (m.blocks != null && m.blocks[k] != blockNumber) {
            if (launch.fences[m.blocks[k]] <= time) {
                race(other, otherWarp, otherLane, m.blocks[k], kind, buffer, at, lane, read);
            }
            return;
        }
        boolean own = otherWarp == w.index && otherLane == lane;
        if (own && (other & MANY) == 0) {
            return;
        }
        boolean before = otherWarp == w.index ? time < known[w.index][w.index] : time < known[w.index][otherWarp];
        // Lanes of one instruction that write the same place race too, but compilers vectorise such code and CUDA allows it: one of them wins.
        boolean together = otherWarp == w.index && site(other) == i;
        if (!before && !together && time >= launch.fences[blockNumber]) {
            race(other, otherWarp, otherLane, blockNumber, kind, buffer, at, lane, read);
        }
    }

    private void race(long other, int warp, int otherLane, int otherBlock, Kind kind, Buffer buffer,
            long at, int lane,
            boolean read) {
        Instruction earlier = sites.get(site(other));
        String what = buffer == null
                ? "shared memory at byte " + at
                : "index " + at / buffer.elementBytes() + " of " + buffer.name();
        String who = "thread " + block.grid.thread(warp * Lanes.COUNT + otherLane);
        if (otherBlock != blockNumber) {
            long b = otherBlock - 1L;
            who += " of block (" + b % block.grid.gridX() + "," + b / block.grid.gridX() % block.grid.gridY() + ","
                    + b / block.grid.gridX() / block.grid.gridY() + ")";
        }
        if (otherBlock == blockNumber && warp == block.current().index && otherLane == lane) {
            who = "another thread of its warp";
        }
        String did = read ? "read" : (other & 1L << ATOMIC) != 0 ? "changed atomically" : "wrote";
        String does = kind.reads() ? "reads" : kind == Kind.ATOMIC ? "changes atomically" : "writes";
        int line = earlier.source().line();
        throw new DeviceFault(DeviceFault.Kind.DATA_RACE, lane,
                "data race on " + what + ": this thread " + does + " what " + who + " " + did
                        + (line > 0 ? " at line " + line : "") + " with no barrier in between");
    }
}
