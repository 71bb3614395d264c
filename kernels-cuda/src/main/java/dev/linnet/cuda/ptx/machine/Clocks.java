package dev.linnet.cuda.ptx.machine;

import java.util.Arrays;

import dev.linnet.cuda.ptx.memory.DeviceFault;

/**
 * Who knows of whose accesses in a block, by one clock that ticks whenever warps meet. An access is known to another warp when its
 * time is before that up to which the other one knows everything. Times go on from block to block and launch to launch, so stamps
 * of earlier blocks are known to all.
 */
final class Clocks extends Spaced {
    private static final int WARPS = 32;

    private final int[] time = new int[WARPS + BYTES / 4];
    private final int[] floor = new int[WARPS + BYTES / 4];
    /** When each warp last accessed anything. */
    private final int[] touched = new int[WARPS + BYTES / 4];
    private final int[][] known = new int[WARPS][WARPS];
    private int now;
    private int warps;
    private int start;

    /** A block of so many warps begins. */
    void begin(int count) {
        warps = count;
        tick();
        start = now << Stamp.TIME_AT;
        meetAll();
        Arrays.fill(touched, 0);
    }

    /** How late it is. */
    int now() {
        return now;
    }

    /** Begins anew, when every stamp is forgotten. */
    void restart() {
        now = 0;
    }

    private void tick() {
        if (++now == Stamp.TIMES - 1) {
            throw new DeviceFault(DeviceFault.Kind.DATA_RACE, -1, "so many barriers that times run out");
        }
    }

    private void meetAll() {
        for (int w = 0; w < warps; w++) {
            Arrays.fill(known[w], 0, warps, now);
            time[w] = now;
            floor[w] = now << Stamp.TIME_AT;
        }
    }

    /** These warps of the block have met; those of {@code ended} will do nothing any more. */
    void met(int which, int ended) {
        tick();
        int all = warps == WARPS ? -1 : (1 << warps) - 1;
        if (which == all) {
            meetAll();
            return;
        }
        int[] union = new int[warps];
        for (int m = which; m != 0; m &= m - 1) {
            int w = Integer.numberOfTrailingZeros(m);
            known[w][w] = now;
            for (int o = 0; o < warps; o++) {
                union[o] = Math.max(union[o], known[w][o]);
            }
        }
        int least = now;
        for (int o = 0; o < warps; o++) {
            boolean nothingNew = (ended >> o & 1) != 0 && touched[o] < union[o];
            least = nothingNew ? least : Math.min(least, union[o]);
        }
        for (int m = which; m != 0; m &= m - 1) {
            int w = Integer.numberOfTrailingZeros(m);
            System.arraycopy(union, 0, known[w], 0, warps);
            time[w] = now;
            floor[w] = least << Stamp.TIME_AT;
        }
    }

    /** Lanes of the warp have met. */
    void warpMet(int w) {
        tick();
        time[w] = now;
        known[w][w] = now;
        if (warps == 1) {
            floor[w] = now << Stamp.TIME_AT;
        }
    }

    /** Whatever was done so far is known to all warps. */
    void fence() {
        tick();
        meetAll();
    }

    /** The stamp of an access by lane 0 of the warp now, which is taken note of. */
    int stamp(int w) {
        touched[w] = time[w];
        return time[w] << Stamp.TIME_AT | w << Stamp.WARP_AT;
    }

    /** Stamps below this are known to the warp. */
    int floor(int w) {
        return floor[w];
    }

    /** Stamps below this are of earlier blocks. */
    int start() {
        return start;
    }

    /** Whether the warp knows of the access, by others or by its own lanes. */
    boolean knows(int w, int stamp) {
        if (stamp < floor[w]) {
            return true;
        }
        int other = Stamp.warp(stamp);
        return stamp >> Stamp.TIME_AT < known[w][other];
    }
}
