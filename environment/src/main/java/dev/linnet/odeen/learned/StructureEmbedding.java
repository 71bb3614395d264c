package dev.linnet.odeen.learned;

import dev.linnet.nn.Parameter;
import dev.linnet.nn.Parameters;

/**
 * A structure to be labelled: a learned row, from whose decoding the label is read, and then a row for each cell, W features(piece) + b +
 * position(cell). An empty cell has no features and is b alone.
 */
final class StructureEmbedding {
    private final Encoding encoding;
    private final Parameter first;
    private final Parameter weight;
    private final Parameter bias;
    private final Positions positions;
    private final int width;

    StructureEmbedding(Parameters parameters, String name, Encoding encoding, int width) {
        this.encoding = encoding;
        this.width = width;
        first = parameters.normal(name + ".label", 1, width, 1);
        weight = parameters.normal(name + ".feature", encoding.featureCount(), width, 1);
        bias = parameters.normal(name + ".empty", 1, width, 1);
        positions = new Positions(encoding.cells(), width);
    }

    /** Rows of a structure. */
    int time() {
        return encoding.cells() + 1;
    }

    /** x {@code [batch][time][width]} from digits {@code [batch][cells]}. */
    void forward(float[] values, int[] digits, float[] x, int batch) {
        var pieces = new float[encoding.pieces() * width];
        for (int piece = 0; piece < encoding.pieces(); piece++) {
            System.arraycopy(values, bias.offset(), pieces, piece * width, width);
            for (int f = 0; f < encoding.featureCount(); f++) {
                if (encoding.features()[piece][f] != 0) {
                    TableEmbedding.add(values, weight.offset() + f * width, pieces, piece * width, width);
                }
            }
        }
        int cells = encoding.cells();
        for (int b = 0, at = 0; b < batch; b++) {
            System.arraycopy(values, first.offset(), x, at, width);
            at += width;
            for (int cell = 0; cell < cells; cell++, at += width) {
                System.arraycopy(pieces, digits[b * cells + cell] * width, x, at, width);
                positions.add(cell, x, at);
            }
        }
    }

    /** Adds to the gradient. */
    void backward(int[] digits, float[] dx, float[] gradient, int batch) {
        var pieces = new float[encoding.pieces() * width];
        int cells = encoding.cells();
        for (int b = 0, at = 0; b < batch; b++) {
            TableEmbedding.add(dx, at, gradient, first.offset(), width);
            at += width;
            for (int cell = 0; cell < cells; cell++, at += width) {
                TableEmbedding.add(dx, at, pieces, digits[b * cells + cell] * width, width);
            }
        }
        for (int piece = 0; piece < encoding.pieces(); piece++) {
            TableEmbedding.add(pieces, piece * width, gradient, bias.offset(), width);
            for (int f = 0; f < encoding.featureCount(); f++) {
                if (encoding.features()[piece][f] != 0) {
                    TableEmbedding.add(pieces, piece * width, gradient, weight.offset() + f * width, width);
                }
            }
        }
    }
}
