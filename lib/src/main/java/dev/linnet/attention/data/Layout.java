package dev.linnet.attention.data;

import java.util.Arrays;

/**
 * How the rows of a batch of heads lie in memory: {@code [batch][head][time][dim]}, so that the rows of one head are contiguous.
 *
 * <p>A packed batch has one batch element whose time axis holds several sequences one after the other; {@code offsets} says
 * where each begins. Every sequence has its own state: states lie as {@code [sequence][head][key][value]}.
 */
public final class Layout {
    private final int batch;
    private final int heads;
    private final int time;
    private final int keyDim;
    private final int valueDim;
    private final int[] offsets;

    private Layout(int batch, int heads, int time, int keyDim, int valueDim, int[] offsets) {
        this.batch = positive("batch", batch);
        this.heads = positive("heads", heads);
        if (time < 0) {
            throw new IllegalArgumentException("time is " + time + "; a sequence has 0 or more steps.");
        }
        this.time = time;
        this.keyDim = positive("keyDim", keyDim);
        this.valueDim = positive("valueDim", valueDim);
        this.offsets = offsets;
    }

    /** Sequences of equal length: {@code batch x heads x time} rows. {@code time} may be 0. */
    public static Layout of(int batch, int heads, int time, int keyDim, int valueDim) {
        return new Layout(batch, heads, time, keyDim, valueDim, null);
    }

    /**
     * Sequences of several lengths, one after the other.
     *
     * @param offsets first row of each sequence and, last, the total length: strictly increasing from 0
     */
    public static Layout packed(int heads, int[] offsets, int keyDim, int valueDim) {
        if (offsets.length < 2 || offsets[0] != 0) {
            throw new IllegalArgumentException("offsets is " + Arrays.toString(offsets)
                    + "; it begins with 0 and ends with the total length, so it has at least two entries.");
        }
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] <= offsets[i - 1]) {
                throw new IllegalArgumentException("offsets[" + i + "] is " + offsets[i] + " after " + offsets[i - 1]
                        + "; offsets increase strictly (leave empty sequences out).");
            }
        }
        return new Layout(1, heads, offsets[offsets.length - 1], keyDim, valueDim, offsets.clone());
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1.");
        }
        return value;
    }

    public int batch() {
        return batch;
    }

    public int heads() {
        return heads;
    }

    /** Steps of a sequence, or of all sequences of a packed batch together. */
    public int time() {
        return time;
    }

    public int keyDim() {
        return keyDim;
    }

    public int valueDim() {
        return valueDim;
    }

    /** Number of sequences, each with a state per head. */
    public int sequences() {
        return offsets == null ? batch : offsets.length - 1;
    }

    /** First row of a sequence's head, counted in steps from the beginning of the array. */
    public int firstRow(int sequence, int head) {
        return offsets == null ? (sequence * heads + head) * time : head * time + offsets[sequence];
    }

    /** Steps of one sequence. */
    public int length(int sequence) {
        return offsets == null ? time : offsets[sequence + 1] - offsets[sequence];
    }

    /** Steps of the longest sequence. */
    public int longest() {
        int longest = 0;
        for (int sequence = 0; sequence < sequences(); sequence++) {
            longest = Math.max(longest, length(sequence));
        }
        return longest;
    }

    /** Steps of all heads together. */
    public long rows() {
        return (long) batch * heads * time;
    }

    /** States of all heads together. */
    public int states() {
        return sequences() * heads;
    }

    /** The same rows with another value width. */
    public Layout withValueDim(int newValueDim) {
        return new Layout(batch, heads, time, keyDim, newValueDim, offsets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layout that && batch == that.batch && heads == that.heads && time == that.time
                && keyDim == that.keyDim && valueDim == that.valueDim && Arrays.equals(offsets, that.offsets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(new int[] {batch, heads, time, keyDim, valueDim, Arrays.hashCode(offsets)});
    }

    @Override
    public String toString() {
        String rows = "batch " + batch + ", heads " + heads + ", time " + time + ", key " + keyDim + ", value "
                + valueDim;
        return "[" + rows + (offsets == null ? "" : ", offsets " + Arrays.toString(offsets)) + "]";
    }
}
