package dev.linnet.cuda.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

/** Many cells at once are looked at as one cell at a time would be. */
class StampsTest {
    private static final int WARPS = 4;
    private final SplittableRandom random = new SplittableRandom(20261126);

    /** Warps that have met in all, in part, and each for itself. */
    private Clocks clocks() {
        Clocks c = new Clocks();
        c.begin(WARPS);
        for (int k = random.nextInt(6); k > 0; k--) {
            switch (random.nextInt(4)) {
                case 0 -> c.met(15, 0);
                case 1 -> c.met(1 + random.nextInt(15), 0);
                case 2 -> c.met(3, 12);
                default -> c.warpMet(random.nextInt(WARPS));
            }
        }
        return c;
    }

    private int[] stamps(Clocks c, int n, boolean reads) {
        int[] all = new int[n];
        for (int i = 0; i < n; i++) {
            if (random.nextInt(3) > 0) {
                int time = Math.max(1, c.now() - random.nextInt(4));
                all[i] = time << Stamp.TIME_AT | random.nextInt(WARPS) << Stamp.WARP_AT | random.nextInt(32)
                        | (random.nextInt(4) == 0 ? Stamp.MANY : 0)
                        | (random.nextInt(6) == 0 ? reads ? Stamp.OTHERS | Stamp.MANY : Stamp.ATOMIC : 0);
            }
        }
        return all;
    }

    /** Stamps of the lane itself, so that runs succeed now and then. */
    private void makeOwn(int[] stamps, int from, int shift, int lane, int stamp) {
        for (int j = 0; j < Lanes.IL << shift; j++) {
            if (random.nextInt(8) > 0) {
                stamps[from + j] = stamp | (lane + (j >> shift));
            }
        }
    }

    @Test
    void runs_of_reads_and_writes_equal_single_ones() {
        int agreed = 0;
        for (int turn = 0; turn < 20_000; turn++) {
            Clocks c = clocks();
            int shift = random.nextInt(3);
            int n = (Lanes.IL << shift) + 7;
            int[] write = stamps(c, n, false);
            int[] read = stamps(c, n, true);
            int w = random.nextInt(WARPS);
            int stamp = c.stamp(w);
            int lane = random.nextInt(32 / Lanes.IL) * Lanes.IL;
            int from = random.nextInt(7);
            if (random.nextInt(3) > 0) {
                makeOwn(write, from, shift, lane, stamp);
                makeOwn(read, from, shift, lane, stamp);
            }
            int start = random.nextBoolean() ? 0 : c.start();
            boolean mayRead = true;
            boolean mayWrite = true;
            int[] readAlone = read.clone();
            int[] writeAlone = write.clone();
            for (int j = 0; j < Lanes.IL << shift; j++) {
                int mine = stamp | (lane + (j >> shift));
                mayRead &= write[from + j] >= start && Stamps.read(c, w, write, readAlone, from + j, mine);
                mayWrite &= Stamps.mayWrite(c, w, write, read, from + j, mine);
                Stamps.write(writeAlone, from + j, mine);
            }
            boolean quickWrite = Stamps.mayWriteRun(c, w, write, read, from, lane, shift, stamp);
            boolean quickRead = Stamps.readRun(c, w, write, read, from, lane, shift, stamp, start);
            // A run may be left to single cells though nothing is wrong, never the other way round.
            assertEquals(quickRead, quickRead && mayRead);
            assertEquals(quickWrite, quickWrite && mayWrite);
            if (quickRead) {
                agreed++;
                assertArrayEquals(readAlone, read);
            }
            Stamps.writeRun(write, from, lane, shift, stamp);
            assertArrayEquals(writeAlone, write);
        }
        assertEquals(true, agreed > 1000, "only " + agreed + " runs of reads");
    }

    @Test
    void owners_of_runs_equal_single_ones() {
        int[] kinds = {Owners.READ, Owners.WRITE, Owners.ATOMIC};
        for (int turn = 0; turn < 20_000; turn++) {
            int[] owners = new int[Lanes.IL * 2];
            for (int k = 0; k < owners.length; k++) {
                for (int before = random.nextInt(3); before > 0; before--) {
                    int next = Owners.next(owners[k], ((1 + random.nextInt(2)) << 2) | kinds[random.nextInt(20) / 18],
                            _ -> false);
                    owners[k] = next == -1 ? 0 : next;
                }
            }
            boolean good = true;
            int[] alone = owners.clone();
            for (int k = 0; k < owners.length; k++) {
                int next = Owners.next(owners[k], 1 << 2 | Owners.READ, _ -> false);
                good &= next != -1;
                alone[k] = next;
            }
            boolean mayWrite = true;
            for (int owner : owners) {
                mayWrite &= Owners.next(owner, 1 << 2 | Owners.WRITE, _ -> false) != -1;
            }
            assertEquals(mayWrite, Owners.mayWrite(owners, 0, owners.length, 1));
            assertEquals(good, Owners.read(owners, 0, owners.length, 1));
            if (good) {
                assertArrayEquals(alone, owners);
            }
        }
    }

    @Test
    void what_two_host_threads_saw_merges_into_what_one_would_have_seen() {
        int[] kinds = {Owners.READ, Owners.WRITE, Owners.ATOMIC};
        for (int turn = 0; turn < 20_000; turn++) {
            int[] all = new int[Lanes.IL];
            int[][] each = new int[2][Lanes.IL];
            boolean good = true;
            boolean eachGood = true;
            for (int access = random.nextInt(4); access > 0; access--) {
                int k = random.nextInt(3);
                int block = 1 + random.nextInt(4);
                int mine = (block << 2) | kinds[random.nextInt(8) % 3];
                int next = Owners.next(all[k], mine, _ -> false);
                good &= next != -1;
                all[k] = Math.max(0, next);
                int own = Owners.next(each[block % 2][k], mine, _ -> false);
                eachGood &= own != -1;
                each[block % 2][k] = Math.max(0, own);
            }
            if (eachGood) {
                assertEquals(good, Owners.merge(each[0], each[1], _ -> false));
                if (good) {
                    assertArrayEquals(all, each[0]);
                }
            } else {
                assertEquals(false, good);
            }
        }
    }
}
