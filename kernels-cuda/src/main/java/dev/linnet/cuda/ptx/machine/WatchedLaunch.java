package dev.linnet.cuda.ptx.machine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;

import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.Snapshot;

/** What the watches of a launch's blocks share: what memory held before, the numbers of blocks, and the comparison at the end. */
public final class WatchedLaunch {
    private final Snapshot snapshot = new Snapshot();
    private final List<Watch> watches = new ArrayList<>();
    private final BitSet passed = new BitSet();
    private int numbers;

    /**
     * A launch of so many blocks.
     *
     * @param blocks below {@link #MOST_BLOCKS}
     */
    public WatchedLaunch(long blocks) {
        this.numbers = (int) blocks + 1;
    }

    /** Launches of more blocks cannot be watched. */
    public static final long MOST_BLOCKS = Owners.BLOCKS / 2;

    /** What memory held before. */
    public Snapshot snapshot() {
        return snapshot;
    }

    synchronized void add(Watch w) {
        watches.add(w);
    }

    /** What the block of that number did so far is known to all; it goes on under another number. */
    synchronized int fence(int block) {
        if (numbers == Owners.BLOCKS) {
            throw Watch.suspicion(-1);
        }
        passed.set(block);
        return numbers++;
    }

    synchronized boolean passed(int block) {
        return passed.get(block);
    }

    /**
     * Compares what blocks on different host threads have accessed, when all have ended.
     *
     * @return whether none got in another's way
     */
    public synchronized boolean agree() {
        if (watches.size() < 2) {
            return true;
        }
        IdentityHashMap<Buffer, int[][]> merged = new IdentityHashMap<>();
        for (Watch w : watches) {
            if (!w.eachPage((region, k) -> {
                int[][] pages = merged.computeIfAbsent(region.buffer, _ -> new int[region.pages.length][]);
                int[] owners = region.pages[k].owner;
                int[] others = pages[k];
                pages[k] = others == null ? owners : others;
                return others == null || Owners.merge(others, owners, this::passed);
            })) {
                return false;
            }
        }
        return true;
    }

    /** Gives back what the watches used. */
    public synchronized void end() {
        watches.forEach(Watch::release);
        watches.clear();
    }
}
