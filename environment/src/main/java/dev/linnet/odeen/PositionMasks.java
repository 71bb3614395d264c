package dev.linnet.odeen;

import java.util.Arrays;

/**
 * Which structures hold an object of a kind in a cell: a bit for each structure, a bit set for each kind and cell. With it the set of
 * all structures, in which the unused bits of the last words are 0.
 */
final class PositionMasks {
    private static final int BLOCK = 64;

    private final long[][][] masks;
    private final long[] valid;

    /**
     * @param structures ids of the structures, or null for all in order
     * @param columns    how many there are
     * @param words      longs of a bit set, at least columns / 64
     */
    PositionMasks(Universe universe, int[] structures, int columns, int words, int threads) {
        int kinds = universe.objects().size();
        masks = new long[kinds][universe.length()][words];
        valid = new long[words];
        Arrays.fill(valid, 0, columns / 64, -1L);
        if (columns % 64 != 0) {
            valid[columns / 64] = (1L << (columns % 64)) - 1;
        }
        int used = (columns + 63) / 64;
        Shares.run(threads, (used + BLOCK - 1) / BLOCK,
                block -> fill(universe, structures, columns, block * BLOCK, Math.min(used, (block + 1) * BLOCK)));
    }

    private void fill(Universe universe, int[] structures, int columns, int from, int to) {
        int length = universe.length();
        int pieces = universe.pieces().size();
        int[] digits = new int[length];
        long[][] held = new long[length][pieces];
        boolean inOrder = structures == null;
        if (inOrder) {
            read(from * 64, digits, pieces);
        }
        for (int word = from; word < to; word++) {
            for (long[] cell : held) {
                Arrays.fill(cell, 0);
            }
            int end = Math.min(columns, (word + 1) * 64);
            for (int column = word * 64; column < end; column++) {
                if (!inOrder) {
                    read(structures[column], digits, pieces);
                }
                for (int i = 0; i < length; i++) {
                    held[i][digits[i]] |= 1L << column;
                }
                if (inOrder) {
                    advance(digits, pieces);
                }
            }
            gather(universe, held, word);
        }
    }

    private static void read(int id, int[] digits, int pieces) {
        int rest = id;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = rest % pieces;
            rest /= pieces;
        }
    }

    private static void advance(int[] digits, int pieces) {
        for (int i = digits.length - 1; i >= 0; i--) {
            if (++digits[i] < pieces) {
                return;
            }
            digits[i] = 0;
        }
    }

    private void gather(Universe universe, long[][] held, int word) {
        for (int kind = 0; kind < masks.length; kind++) {
            ObjectKind object = universe.objects().get(kind);
            for (int piece = 0; piece < universe.pieces().size(); piece++) {
                if (object.includes(universe.pieces().get(piece))) {
                    for (int i = 0; i < held.length; i++) {
                        masks[kind][i][word] |= held[i][piece];
                    }
                }
            }
        }
    }

    /** The masks of a kind, one bit set for each cell. */
    long[][] of(int kind) {
        return masks[kind];
    }

    /** The set of all structures. */
    long[] valid() {
        return valid;
    }
}
