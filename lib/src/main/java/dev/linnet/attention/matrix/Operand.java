package dev.linnet.attention.matrix;

/**
 * The rows of a chunk as a block: where they lie already as a padded block would, a view of the caller's array, otherwise a copy.
 */
public final class Operand {
    private final float[] copy;
    private final int columns;
    private final int ld;
    private float[] array;
    private int at;

    /**
     * For chunks of one width.
     *
     * @param columns numbers in a row of the caller's
     * @param ld      numbers in a row of the block
     * @param rows    most rows, padded
     */
    public Operand(int columns, int ld, int rows) {
        this.columns = columns;
        this.ld = ld;
        copy = new float[rows * ld];
        array = copy;
    }

    /** Takes {@code rows} rows from {@code from}, to be read as {@code padded} rows. */
    public void load(float[] from, int first, int rows, int padded) {
        if (columns == ld && rows == padded) {
            array = from;
            at = first;
        } else {
            copy(from, first, rows, padded);
        }
    }

    private void copy(float[] from, int first, int rows, int padded) {
        Blocks.load(from, first, rows, columns, room(), ld, padded);
    }

    /** The block's own array, from now on the one that holds it, for somebody to fill. */
    public float[] room() {
        array = copy;
        at = 0;
        return copy;
    }

    /** The array that holds the block. */
    public float[] array() {
        return array;
    }

    /** Where the block begins. */
    public int at() {
        return at;
    }
}
