package dev.linnet.cuda.ptx.meter;

import java.util.Arrays;

/**
 * Bank conflicts of shared memory: 32 banks, in which words of 4 bytes lie in turn. A bank gives one word at a time, to as many lanes as
 * want it. Accesses of 8 bytes are served for half a warp at a time, those of 16 for a quarter (CUDA C++ Programming Guide, "Shared
 * Memory"); where all lanes have the same address, one look is enough at every width. Atomic operations on the same word come one after
 * another.
 */
final class Banks {
    static final int BANKS = 32;
    private static final int WORD = 4;
    private static final int WORD_BITS = 2;

    private final long[] words = new long[Meter.LANES];
    private final long[] firstInBank = new long[BANKS];
    private final int[] inBank = new int[BANKS];
    private int wavefronts;
    private int least;

    /** Looks at an access of the lanes in {@code mask}, each of so many bytes at {@code at[lane]}. */
    void look(long[] at, int mask, int bytes, boolean atomic) {
        wavefronts = 0;
        least = 0;
        if (!atomic && uniform(at, mask)) {
            wavefronts = 1;
            least = 1;
            return;
        }
        int lanes = bytes <= WORD ? Meter.LANES : Math.max(1, Meter.LANES * WORD / bytes);
        for (int first = 0; first < Meter.LANES; first += lanes) {
            int phase = mask >>> first & (lanes == Meter.LANES ? -1 : (1 << lanes) - 1);
            if (phase != 0) {
                least++;
                wavefronts += together(at, first, phase, bytes, atomic);
            }
        }
    }

    /** Looks that the last access takes. */
    int wavefronts() {
        return wavefronts;
    }

    /** Looks that it would take without conflicts. */
    int least() {
        return least;
    }

    private static boolean uniform(long[] at, int mask) {
        if (at[Integer.numberOfTrailingZeros(mask)] != at[Integer.SIZE - 1 - Integer.numberOfLeadingZeros(mask)]) {
            return false;
        }
        long first = at[Integer.numberOfTrailingZeros(mask)];
        for (int m = mask; m != 0; m &= m - 1) {
            if (at[Integer.numberOfTrailingZeros(m)] != first) {
                return false;
            }
        }
        return true;
    }

    /** The most words that are wanted of one bank. */
    private int together(long[] at, int first, int phase, int bytes, boolean atomic) {
        if (!atomic && bytes == WORD && phase == -1 && inRow(at)) {
            return 1;
        }
        int n = 0;
        for (int m = phase; m != 0; m &= m - 1) {
            long from = at[first + Integer.numberOfTrailingZeros(m)];
            for (long word = from >> WORD_BITS; word <= (from + bytes - 1) >> WORD_BITS && n < words.length; word++) {
                words[n++] = word;
            }
        }
        if (!atomic && oneInEachBank(n)) {
            return 1;
        }
        Arrays.sort(words, 0, n);
        Arrays.fill(inBank, 0);
        int most = 0;
        for (int k = 0; k < n; k++) {
            if (atomic || k == 0 || words[k] != words[k - 1]) {
                most = Math.max(most, ++inBank[(int) words[k] & BANKS - 1]);
            }
        }
        return most;
    }

    /** Whether every lane's word is the next one. */
    private static boolean inRow(long[] at) {
        for (int lane = 1; lane < Meter.LANES; lane++) {
            if (at[lane] != at[0] + (long) WORD * lane) {
                return false;
            }
        }
        return true;
    }

    /** Whether the first {@code n} words need no bank to give two of them: that is so nearly always, and quick to see. */
    private boolean oneInEachBank(int n) {
        int used = 0;
        for (int k = 0; k < n; k++) {
            int bank = (int) words[k] & BANKS - 1;
            if ((used >>> bank & 1) == 0) {
                used |= 1 << bank;
                firstInBank[bank] = words[k];
            } else if (firstInBank[bank] != words[k]) {
                return false;
            }
        }
        return true;
    }
}
