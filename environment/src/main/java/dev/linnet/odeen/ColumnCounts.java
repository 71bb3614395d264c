package dev.linnet.odeen;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Counts the ones in each column of some rows, as many columns at once as a vector has bits: a count is kept as one bit in each of
 * several planes, and eight rows are added by a tree of carry-save adders (Harley and Seal; see Warren, "Hacker's Delight", 5-1).
 */
final class ColumnCounts {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    /** Words of a row that are read together. */
    private static final int BLOCK = 64;
    private static final int GROUP = 8;

    private final MemorySegment rows;
    private final long[] offsets;
    private final long[] zeros = new long[BLOCK];
    private final long[][] planes;

    private ColumnCounts(MemorySegment rows, long[] offsets) {
        this.rows = rows;
        this.offsets = offsets;
        planes = new long[Math.max(4, Long.SIZE - Long.numberOfLeadingZeros(offsets.length))][BLOCK];
    }

    static int[] of(MemorySegment rows, int words, int columns, int[] rules) {
        long[] offsets = new long[rules.length];
        for (int i = 0; i < rules.length; i++) {
            offsets[i] = 8L * words * rules[i];
        }
        var counts = new ColumnCounts(rows, offsets);
        int[] result = new int[columns];
        for (int from = 0; from < words && from * 64 < columns; from += BLOCK) {
            int size = Math.min(BLOCK, words - from);
            counts.count(from, size);
            counts.read(result, from, size);
        }
        return result;
    }

    private void count(int from, int size) {
        for (long[] plane : planes) {
            System.arraycopy(zeros, 0, plane, 0, BLOCK);
        }
        int rule = 0;
        for (; rule + GROUP <= offsets.length; rule += GROUP) {
            for (int w = 0; w < size; w += SPECIES.length()) {
                addGroup(rule, from, w);
            }
        }
        for (; rule < offsets.length; rule++) {
            for (int w = 0; w < size; w += SPECIES.length()) {
                carry(row(rule, from + w), 0, w);
            }
        }
    }

    private LongVector row(int rule, int word) {
        return LongVector.fromMemorySegment(SPECIES, rows, offsets[rule] + 8L * word, ByteOrder.nativeOrder());
    }

    private void addGroup(int rule, int from, int w) {
        int at = from + w;
        LongVector ones = LongVector.fromArray(SPECIES, planes[0], w);
        LongVector twos = LongVector.fromArray(SPECIES, planes[1], w);
        LongVector fours = LongVector.fromArray(SPECIES, planes[2], w);
        LongVector a = row(rule, at);
        LongVector b = row(rule + 1, at);
        LongVector two1 = majority(ones, a, b);
        ones = parity(ones, a, b);
        a = row(rule + 2, at);
        b = row(rule + 3, at);
        LongVector two2 = majority(ones, a, b);
        ones = parity(ones, a, b);
        LongVector four1 = majority(twos, two1, two2);
        twos = parity(twos, two1, two2);
        a = row(rule + 4, at);
        b = row(rule + 5, at);
        two1 = majority(ones, a, b);
        ones = parity(ones, a, b);
        a = row(rule + 6, at);
        b = row(rule + 7, at);
        two2 = majority(ones, a, b);
        ones = parity(ones, a, b);
        LongVector four2 = majority(twos, two1, two2);
        twos = parity(twos, two1, two2);
        LongVector eights = majority(fours, four1, four2);
        fours = parity(fours, four1, four2);
        ones.intoArray(planes[0], w);
        twos.intoArray(planes[1], w);
        fours.intoArray(planes[2], w);
        carry(eights, 3, w);
    }

    private static LongVector parity(LongVector a, LongVector b, LongVector c) {
        return a.lanewise(VectorOperators.XOR, b).lanewise(VectorOperators.XOR, c);
    }

    private static LongVector majority(LongVector a, LongVector b, LongVector c) {
        return a.and(b).or(a.lanewise(VectorOperators.XOR, b).and(c));
    }

    /** Adds a bit of weight 2^plane to each count. */
    private void carry(LongVector bits, int plane, int w) {
        LongVector carried = bits;
        for (int p = plane; p < planes.length; p++) {
            LongVector held = LongVector.fromArray(SPECIES, planes[p], w);
            held.lanewise(VectorOperators.XOR, carried).intoArray(planes[p], w);
            carried = held.and(carried);
        }
    }

    private void read(int[] result, int from, int size) {
        for (int w = 0; w < size; w++) {
            int first = (from + w) * 64;
            int end = Math.min(64, result.length - first);
            for (int bit = 0; bit < end; bit++) {
                int count = 0;
                for (int p = 0; p < planes.length; p++) {
                    count |= (int) (planes[p][w] >>> bit & 1) << p;
                }
                result[first + bit] = count;
            }
        }
    }
}
