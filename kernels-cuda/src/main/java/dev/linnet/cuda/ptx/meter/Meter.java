package dev.linnet.cuda.ptx.meter;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one host thread measures of a profiled launch, for each instruction that accesses memory or jumps: its number is called
 * {@code site} here.
 */
public final class Meter {
    /** Lanes of a warp. */
    public static final int LANES = 32;
    /** Bytes of global memory that are fetched together. */
    public static final int SECTOR = 32;
    private static final int SECTOR_BITS = 5;

    /** Room for the addresses of an access, one for each lane; who reports an access fills it first. */
    public final long[] at = new long[LANES];

    /** For each quantity a number for each site. */
    private final Map<Quantity, long[]> counts = new EnumMap<>(Quantity.class);
    private final long[] requests;
    private final long[] sectors;
    private final long[] leastSectors;
    private final long[] loaded;
    private final long[] stored;
    private final long[] sharedRequests;
    private final long[] wavefronts;
    private final long[] leastWavefronts;
    private final long[] sharedBytes;
    private final long[] localBytes;
    private final long[] branches;
    private final long[] splits;
    private final long[] sorted = new long[LANES];
    private final Banks banks = new Banks();

    /** How an access uses memory. */
    public enum Use {
        /** It reads. */
        LOAD,
        /** It writes. */
        STORE,
        /** It reads and writes at once. */
        ATOMIC
    }

    /** For so many instructions. */
    public Meter(int sites) {
        requests = counted(Quantity.GLOBAL_REQUESTS, sites);
        sectors = counted(Quantity.SECTORS, sites);
        leastSectors = counted(Quantity.LEAST_SECTORS, sites);
        loaded = counted(Quantity.BYTES_LOADED, sites);
        stored = counted(Quantity.BYTES_STORED, sites);
        sharedRequests = counted(Quantity.SHARED_REQUESTS, sites);
        wavefronts = counted(Quantity.WAVEFRONTS, sites);
        leastWavefronts = counted(Quantity.LEAST_WAVEFRONTS, sites);
        sharedBytes = counted(Quantity.SHARED_BYTES, sites);
        localBytes = counted(Quantity.LOCAL_BYTES, sites);
        branches = counted(Quantity.BRANCHES, sites);
        splits = counted(Quantity.SPLITS, sites);
    }

    private long[] counted(Quantity quantity, int sites) {
        long[] numbers = new long[sites];
        counts.put(quantity, numbers);
        return numbers;
    }

    /** What has been counted for an instruction. */
    public long get(int site, Quantity quantity) {
        long[] numbers = counts.get(quantity);
        return numbers == null ? 0 : numbers[site];
    }

    /** The lanes in {@code mask} access global memory at {@link #at}, each so many bytes, aligned to that size. */
    public void global(int site, int mask, int bytes, Use use) {
        int n = 0;
        for (int m = mask; m != 0; m &= m - 1) {
            sorted[n++] = at[Integer.numberOfTrailingZeros(m)];
        }
        if (n == 0) {
            return;
        }
        if (!ascending(n)) {
            Arrays.sort(sorted, 0, n);
        }
        long distinct = bytes;
        long touched = sectors(sorted[0], bytes);
        for (int k = 1; k < n; k++) {
            long gap = sorted[k] - sorted[k - 1];
            distinct += Math.min(bytes, gap);
            long last = (sorted[k - 1] + bytes - 1) >> SECTOR_BITS;
            touched += Math.max(0,
                    ((sorted[k] + bytes - 1) >> SECTOR_BITS) - Math.max(last, (sorted[k] >> SECTOR_BITS) - 1));
        }
        requested(site, touched, distinct, (long) n * bytes, use);
    }

    private boolean ascending(int n) {
        for (int k = 1; k < n; k++) {
            if (sorted[k] < sorted[k - 1]) {
                return false;
            }
        }
        return true;
    }

    /** One lane accesses so many bytes of global memory that lie in a row. */
    public void row(int site, long from, long bytes, Use use) {
        if (bytes > 0) {
            requested(site, sectors(from, bytes), bytes, bytes, use);
        }
    }

    private static long sectors(long from, long bytes) {
        return (from + bytes - 1) / SECTOR - from / SECTOR + 1;
    }

    private void requested(int site, long touched, long distinct, long bytes, Use use) {
        requests[site] += 1;
        sectors[site] += touched;
        leastSectors[site] += (distinct + SECTOR - 1) / SECTOR;
        if (use != Use.STORE) {
            loaded[site] += bytes;
        }
        if (use != Use.LOAD) {
            stored[site] += bytes;
        }
    }

    /** The lanes in {@code mask} access shared memory at {@link #at}, each so many bytes. */
    public void shared(int site, int mask, int bytes, Use use) {
        if (mask == 0) {
            return;
        }
        banks.look(at, mask, bytes, use == Use.ATOMIC);
        shared(site, banks.wavefronts(), banks.least(), (long) Integer.bitCount(mask) * bytes);
    }

    /** One lane accesses so many bytes of shared memory that lie in a row. */
    public void sharedRow(int site, long bytes) {
        if (bytes > 0) {
            long looks = (bytes + LANES * Integer.BYTES - 1) / (LANES * Integer.BYTES);
            shared(site, looks, looks, bytes);
        }
    }

    private void shared(int site, long looks, long least, long bytes) {
        sharedRequests[site] += 1;
        wavefronts[site] += looks;
        leastWavefronts[site] += least;
        sharedBytes[site] += bytes;
    }

    /** So many lanes access local memory, each so many bytes. */
    public void local(int site, int lanes, int bytes) {
        localBytes[site] += (long) lanes * bytes;
    }

    /** A warp came to a conditional jump. */
    public void branch(int site, boolean parted) {
        branches[site] += 1;
        if (parted) {
            splits[site] += 1;
        }
    }

    /** Counts what another one has counted too. */
    public void add(Meter other) {
        counts.forEach((quantity, mine) -> {
            long[] more = other.counts.get(quantity);
            for (int k = 0; k < mine.length; k++) {
                mine[k] += more[k];
            }
        });
    }

    /** Forgets everything. */
    public void clear() {
        counts.values().forEach(mine -> Arrays.fill(mine, 0));
    }
}
