package dev.linnet.cuda.ptx.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault;

/**
 * Watches the accesses of blocks that run on one host thread, quickly: it does not know which instruction did what, and throws when
 * something may be wrong. The launch is then undone and repeated with {@link AccessLog}, which can tell and says what. So this one
 * may suspect too much, but not too little: it keeps the last write of each cell, and whether reads of it by several warps are open.
 *
 * <p>A cell is the least that is accessed at once: the smallest access to shared memory in the kernel, an element of a buffer, but
 * four bytes at most.
 */
public final class Watch extends Spaced implements Accesses {
    private static final IntVector STEP = IntVector.zero(Lanes.I).addIndex(1);
    /** Stamps for so many pages are kept from launch to launch. */
    private static final int KEPT = 32;
    private static final int PIECE = Lanes.IL == Lanes.COUNT ? -1 : (1 << Lanes.IL) - 1;

    /** Byte offsets, one for each lane: where {@link #access} finds them. */
    public final int[] at = new int[Lanes.COUNT + BYTES / 4];
    private final Clocks clocks = new Clocks();
    private final Region shared;
    private final IdentityHashMap<Buffer, Region> buffers = new IdentityHashMap<>();
    private final Region[] bySite;
    private final PendingCopies copies = new PendingCopies();
    /** Whether this block has begun to copy. */
    private boolean copying;
    /** Pages that this block has accessed. */
    private final List<Page> stamped = new ArrayList<>();
    /** Stamps that no page has, all of earlier blocks. */
    private final List<Shadow> spare = new ArrayList<>();
    private WatchedLaunch launch;
    private int block;

    /** What is done with pages. */
    @FunctionalInterface
    interface EachPage {
        /** False to end it. */
        boolean see(Region region, int page);
    }

    /**
     * For blocks with so much shared memory.
     *
     * @param smallest bytes of the smallest access to shared memory
     * @param sites    how many instructions remember a buffer
     */
    public Watch(int sharedBytes, int smallest, int sites) {
        shared = Region.shared(sharedBytes, smallest);
        bySite = new Region[sites + 1];
    }

    /** Another launch begins. */
    public void begin(WatchedLaunch of) {
        launch = of;
        of.add(this);
    }

    @Override
    public void start(Block b, long index) {
        block = (int) index + 1;
        takeStamps();
        if (clocks.now() > Stamp.TIMES / 4 * 3) {
            clocks.restart();
            shared.pages[0].stamps.forget();
            spare.forEach(Shadow::forget);
        } else if (copying) {
            // copies that nobody waited for
            shared.pages[0].stamps.forget();
        }
        copying = false;
        clocks.begin(b.warps().length);
    }

    private void takeStamps() {
        for (Page p : stamped) {
            spare.add(p.stamps);
            p.stamps = null;
        }
        stamped.clear();
    }

    boolean eachPage(EachPage what) {
        for (Region r : buffers.values()) {
            for (int k = 0; k < r.pages.length; k++) {
                if (r.pages[k] != null && !what.see(r, k)) {
                    return false;
                }
            }
        }
        return true;
    }

    void release() {
        takeStamps();
        if (spare.size() > KEPT) {
            spare.subList(KEPT, spare.size()).clear();
        }
        for (Region r : buffers.values()) {
            for (Page p : r.pages) {
                if (p != null) {
                    OwnerPool.give(p.owner);
                }
            }
        }
        buffers.clear();
        Arrays.fill(bySite, null);
        launch = null;
    }

    @Override
    public void met(int which, int ended) {
        clocks.met(which, ended);
    }

    @Override
    public void warpBarrier(Warp w) {
        clocks.warpMet(w.index);
    }

    @Override
    public void fence(Warp w) {
        clocks.fence();
        block = launch.fence(block);
    }

    /** Accesses by the lanes of {@code mask} to shared memory at the offsets {@link #at}. What is beyond it is left to the access itself. */
    public void shared(Warp w, int mask, int bytes, Kind kind) {
        int last = w.block.sharedBytes - bytes;
        int inside = mask;
        for (int i = 0; i < Lanes.COUNT; i += Lanes.IL) {
            IntVector offsets = IntVector.fromArray(Lanes.I, at, i);
            if (last < 0 || offsets.compare(VectorOperators.UGT, last).anyTrue()) {
                inside &= last < 0
                        ? 0
                        : ~((int) offsets.compare(VectorOperators.UGT, last).toLong() << i);
            }
        }
        access(w.index, shared, inside, bytes, kind);
    }

    /**
     * Accesses by the lanes of {@code mask} to a buffer at the offsets {@link #at}, which are within it.
     *
     * @param site number of the instruction among those that remember a buffer
     */
    public void global(Warp w, Buffer b, int site, int mask, int bytes, Kind kind) {
        access(w.index, region(b, site), mask, bytes, kind);
    }

    @SuppressWarnings("ReferenceEquality") // a buffer is itself; those of equal contents are others
    private Region region(Buffer b, int site) {
        Region r = bySite[site];
        if (r == null || r.buffer != b) {
            r = buffers.computeIfAbsent(b, Region::of);
            bySite[site] = r;
        }
        return r;
    }

    private void access(int w, Region r, int mask, int bytes, Kind asked) {
        Kind kind = asked.plain();
        int stamp = clocks.stamp(w);
        int cells = bytes >> r.cellAt;
        int open = mask;
        if (kind != Kind.ATOMIC && Stamps.runs(cells)) {
            for (int i = 0; i < Lanes.COUNT; i += Lanes.IL) {
                if (isRun(mask, i, bytes, r.cellAt) && run(w, r, i, cells, kind, stamp)) {
                    open &= ~(PIECE << i);
                }
            }
        }
        int bySelf = open;
        while (open != 0) {
            int lane = Integer.numberOfTrailingZeros(open);
            int same = kind == Kind.READ ? same(open, lane) : 1 << lane;
            one(w, lane, r, at[lane], bytes, kind, stamp | lane | (same != 1 << lane ? Stamp.MANY : 0));
            open &= ~same;
        }
        if (kind == Kind.WRITE) {
            for (int i = 0; i < Lanes.COUNT; i += Lanes.IL) {
                if ((mask & ~bySelf & PIECE << i) != 0) {
                    keepRun(r, i, cells, stamp);
                }
            }
            for (int m = bySelf; m != 0; m &= m - 1) {
                int lane = Integer.numberOfTrailingZeros(m);
                keep(r, at[lane], bytes, stamp | lane);
            }
        }
    }

    /** Whether the lanes of a vector from the i-th on are active and each accesses what comes after its neighbour's. */
    private boolean isRun(int mask, int i, int bytes, int cellAt) {
        return (mask >>> i & PIECE) == PIECE && (at[i] & ((1 << cellAt) - 1)) == 0
                && IntVector.fromArray(Lanes.I, at, i)
                        .compare(VectorOperators.EQ, STEP.mul(bytes).add(at[i]))
                        .allTrue();
    }

    /** The lanes among {@code open} at the same place as the one. */
    private int same(int open, int lane) {
        int here = at[lane];
        int same = 0;
        for (int i = 0; i < Lanes.COUNT; i += Lanes.IL) {
            same |= (int) IntVector.fromArray(Lanes.I, at, i).compare(VectorOperators.EQ, here).toLong() << i;
        }
        return same & open;
    }

    /** A vector's lanes access one cell after another; writes are not kept yet. False when that has to be looked at one by one. */
    private boolean run(int w, Region r, int i, int cells, Kind kind, int stamp) {
        int k = at[i] >> r.cellAt;
        int count = cells * Lanes.IL;
        if (r.page(k) != r.page(k + count - 1)) {
            return false;
        }
        Page s = page(r, r.page(k), kind == Kind.WRITE);
        int in = r.place(k);
        int shift = Integer.numberOfTrailingZeros(cells);
        return kind == Kind.READ
                ? Stamps.readRun(clocks, w, s.stamps.write, s.stamps.read, in, i, shift, stamp,
                        s.owner == null ? clocks.start() : 0)
                        && (s.owner == null || Owners.read(s.owner, in, count, block))
                : Stamps.mayWriteRun(clocks, w, s.stamps.write, s.stamps.read, in, i, shift, stamp)
                        && (s.owner == null || Owners.mayWrite(s.owner, in, count, block));
    }

    private void keepRun(Region r, int i, int cells, int stamp) {
        int k = at[i] >> r.cellAt;
        Page s = r.pages[r.page(k)];
        Stamps.writeRun(s.stamps.write, r.place(k), i, Integer.numberOfTrailingZeros(cells), stamp);
        if (s.owner != null) {
            Owners.write(s.owner, r.place(k), cells * Lanes.IL, block);
        }
    }

    private static void keep(Region r, int here, int bytes, int stamp) {
        for (int k = here >> r.cellAt; k <= r.last(here, bytes); k++) {
            Stamps.write(r.pages[r.page(k)].stamps.write, r.place(k), stamp);
        }
    }

    /** One access by a lane or by several at once; a write is not kept yet, except for whose it is. */
    private void one(int w, int lane, Region r, int here, int bytes, Kind kind, int stamp) {
        int mine = block << 2 | (kind == Kind.READ ? Owners.READ : kind == Kind.WRITE ? Owners.WRITE : Owners.ATOMIC);
        boolean written = kind == Kind.WRITE;
        for (int cell = here >> r.cellAt; cell <= r.last(here, bytes); cell++) {
            Page s = page(r, r.page(cell), kind != Kind.READ);
            int k = r.place(cell);
            written |= s.owner != null || s.stamps.write[k] >= clocks.start();
            boolean good = switch (kind) {
                case READ -> Stamps.read(clocks, w, s.stamps.write, s.stamps.read, k, stamp);
                case WRITE -> Stamps.mayWrite(clocks, w, s.stamps.write, s.stamps.read, k, stamp);
                default -> Stamps.mayChange(clocks, w, s.stamps.write, s.stamps.read, k, stamp);
            };
            if (s.owner != null) {
                int owner = Owners.next(s.owner[k], mine, launch::passed);
                good &= owner != -1;
                s.owner[k] = owner;
            }
            if (!good) {
                throw suspicion(lane);
            }
            if (kind == Kind.ATOMIC) {
                Stamps.write(s.stamps.write, k, stamp | Stamp.ATOMIC);
            }
        }
        if (!written) {
            throw suspicion(lane);
        }
    }

    private Page page(Region r, int number, boolean written) {
        Page s = r.pages[number];
        if (s == null) {
            long cells = ((r.length(number) - 1) >> r.cellAt) + 1;
            s = new Page(cells < Page.CELLS ? new int[Lanes.whole((int) cells)] : OwnerPool.take(), null);
            r.pages[number] = s;
        }
        if (s.stamps == null) {
            s.stamps = spare.isEmpty() ? new Shadow(Page.CELLS) : spare.removeLast();
            stamped.add(s);
        }
        if (written && !s.saved && r.buffer != null) {
            launch.snapshot().keep(r.buffer, r.start(number), r.length(number));
            s.saved = true;
        }
        return s;
    }

    @Override
    public void shared(Warp w, int lane, int address, int bytes, Kind kind, int i) {
        alone(w, lane, shared, address, bytes, kind);
    }

    @Override
    public void global(Warp w, int lane, Buffer b, long here, int bytes, Kind kind, int i) {
        if (here > Integer.MAX_VALUE - bytes) {
            throw suspicion(lane);
        }
        if (!b.readOnly()) {
            alone(w, lane, region(b, bySite.length - 1), (int) here, bytes, kind);
        }
    }

    private void alone(Warp w, int lane, Region r, int here, int bytes, Kind asked) {
        Kind kind = asked.plain();
        int stamp = clocks.stamp(w.index) | lane;
        one(w.index, lane, r, here, bytes, kind, stamp);
        if (kind == Kind.WRITE) {
            keep(r, here, bytes, stamp);
        }
    }

    @Override
    public void localRead(Warp w, int lane, int address, int bytes) {
        int written = 0;
        for (int b = address; b < address + bytes && b < w.localWritten.length; b++) {
            written |= w.localWritten[b];
        }
        if ((written >>> lane & 1) == 0) {
            throw suspicion(lane);
        }
    }

    @Override
    public void copyBegins(Warp w, int lane, int address, int bytes, int i) {
        if (!copying) {
            copies.clear((w.block.sharedBytes + 3) >> 2);
            copying = true;
        }
        copies.begin(w, lane, address, bytes, i);
        stamp(address, bytes, Stamp.PENDING);
    }

    private void stamp(int address, int bytes, int stamp) {
        Arrays.fill(shared.pages[0].stamps.write, address >> shared.cellAt, shared.last(address, bytes) + 1, stamp);
    }

    @Override
    public void copiesCommitted(Warp w) {
        if (copying) {
            copies.commit(w);
        }
    }

    @Override
    public void copiesDone(Warp w, int running) {
        if (copying) {
            int stamp = clocks.stamp(w.index);
            for (PendingCopies.Copy copy : copies.done(w, running)) {
                stamp(copy.address(), copy.bytes(), stamp | copy.lane());
            }
        }
    }

    static DeviceFault suspicion(int lane) {
        return new DeviceFault(DeviceFault.Kind.DATA_RACE, lane, "suspicion of a race");
    }
}
