package dev.linnet.nn.rows;

/** Moves rows between {@code [batch * time][head][dim]}, the layers' order, and {@code [batch][head][time][dim]}, the operators'. */
final class HeadRows {
    private HeadRows() {}

    /** Rows {@code [begin, end)} of the layers' order to the operators'. */
    static void toHeads(float[] rows, float[] heads, int begin, int end, int time, int count, int dim) {
        for (int row = begin; row < end; row++) {
            for (int head = 0; head < count; head++) {
                System.arraycopy(rows, (row * count + head) * dim, heads, at(row, head, time, count) * dim, dim);
            }
        }
    }

    /** Rows {@code [begin, end)} from the operators' order. */
    static void toRows(float[] heads, float[] rows, int begin, int end, int time, int count, int dim) {
        for (int row = begin; row < end; row++) {
            for (int head = 0; head < count; head++) {
                System.arraycopy(heads, at(row, head, time, count) * dim, rows, (row * count + head) * dim, dim);
            }
        }
    }

    /** The row of a head in the operators' order. */
    static int at(int row, int head, int time, int count) {
        return (row / time * count + head) * time + row % time;
    }
}
