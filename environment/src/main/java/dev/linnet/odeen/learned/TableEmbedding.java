package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;

/** A labelled structure as one row: the sum of a learned vector for each cell and its piece, and of one for the label. A table is a set: no positions. */
final class TableEmbedding {
    private final Encoding encoding;
    private final Parameter cells;
    private final Parameter labels;
    private final int width;

    TableEmbedding(Parameters parameters, String name, Encoding encoding, int width) {
        this.encoding = encoding;
        this.width = width;
        cells = parameters.normal(name + ".cell", encoding.cells() * encoding.pieces(), width,
                1 / Math.sqrt(encoding.cells()));
        labels = parameters.normal(name + ".label", 2, width, 1);
    }

    /** x {@code [rows][width]} from digits {@code [rows][cells]} and labels. */
    void forward(float[] values, int[] digits, int[] tableLabels, float[] x, int rows) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(values, labels.offset() + tableLabels[row] * width, x, row * width, width);
            for (int cell = 0; cell < encoding.cells(); cell++) {
                add(values, at(digits, row, cell), x, row * width, width);
            }
        }
    }

    private int at(int[] digits, int row, int cell) {
        return cells.offset() + (cell * encoding.pieces() + digits[row * encoding.cells() + cell]) * width;
    }

    /** Adds to the gradient. */
    void backward(int[] digits, int[] tableLabels, float[] dx, float[] gradient, int rows) {
        for (int row = 0; row < rows; row++) {
            add(dx, row * width, gradient, labels.offset() + tableLabels[row] * width, width);
            for (int cell = 0; cell < encoding.cells(); cell++) {
                add(dx, row * width, gradient, at(digits, row, cell), width);
            }
        }
    }

    static void add(float[] from, int from0, float[] to, int to0, int count) {
        for (int i = 0; i < count; i++) {
            to[to0 + i] += from[from0 + i];
        }
    }
}
