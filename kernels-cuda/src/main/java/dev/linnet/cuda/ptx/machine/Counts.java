package dev.linnet.cuda.ptx.machine;

import java.util.Arrays;

import dev.linnet.cuda.ptx.meter.Meter;

/** What one host thread has counted: how often each segment was entered, and by how many lanes. */
public final class Counts extends Spaced {
    /** Segments are numbered from this one on; there is room before and behind their numbers. */
    public static final int FIRST = Spaced.BYTES / 8;

    final long[] runs;
    final long[] lanes;
    /** How often compiled code ran each segment with all lanes of a warp. */
    final long[] full;
    /** For each guarded instruction the lanes that skipped it. */
    final long[] skipped;
    /** Of the counts that were added here, what compiled code ran with whole warps. */
    private long compiled;
    /** What a profiled launch measures besides; null in others. */
    public final Meter meter;

    /**
     * Nothing is counted yet.
     *
     * @param measured instructions that are measured; 0 for none
     */
    public Counts(int segments, int guards, int measured) {
        this.meter = measured == 0 ? null : new Meter(measured);
        int end = FIRST + segments + FIRST;
        this.runs = new long[end];
        this.lanes = new long[end];
        this.skipped = new long[guards + FIRST];
        this.full = new long[end];
    }

    /** How often a warp ran the segment. */
    public long runs(int segment) {
        return runs[segment];
    }

    /** How many threads ran the segment, in all. */
    public long lanes(int segment) {
        return lanes[segment];
    }

    /** How many threads skipped the guarded instruction. */
    public long skipped(int guard) {
        return skipped[guard];
    }

    /** The share of the runs of segments that compiled code did with whole warps, of all counts that were added here. */
    public double compiledShare() {
        long all = Arrays.stream(runs).sum();
        return all == 0 ? 0 : (double) compiled / all;
    }

    void clear() {
        Arrays.fill(runs, 0);
        Arrays.fill(lanes, 0);
        Arrays.fill(skipped, 0);
        Arrays.fill(full, 0);
        if (meter != null) {
            meter.clear();
        }
    }

    public void addTo(Counts sum) {
        for (int i = 0; i < runs.length; i++) {
            sum.runs[i] += runs[i] + full[i];
            sum.lanes[i] += lanes[i] + Lanes.COUNT * full[i];
            sum.compiled += full[i];
        }
        for (int i = 0; i < skipped.length; i++) {
            sum.skipped[i] += skipped[i];
        }
        if (meter != null) {
            sum.meter.add(meter);
        }
    }

    /** Compiled code ran a segment so often with whole warps. */
    public void whole(int segment, int times) {
        full[segment] += times;
    }

    /** Compiled code ran a segment so often with some lanes of a warp, and so many in all. */
    public void partly(int segment, int times, int active) {
        runs[segment] += times;
        lanes[segment] += active;
    }

    public void skip(int guard, int lanesSkipped) {
        skipped[guard] += lanesSkipped;
    }
}
