package dev.linnet.attention.matrix;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of the rows of two blocks. Each row first leaves a vector of parts; the parts of as many rows as a vector has numbers are
 * then transposed and added up together, which costs less than adding up each vector.
 */
public final class RowDots {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final float[] parts;
    private final float[] transposed;

    /**
     * For blocks of at most so many rows.
     *
     * @param rows a multiple of {@link Lanes#COUNT}
     */
    public RowDots(int rows) {
        parts = new float[rows * L];
        transposed = new float[rows * L];
    }

    /** {@code to[r] = a_r . b_r} for r in [0, rows); rows and columns are multiples of {@link Lanes#COUNT}. */
    public void dots(float[] a, float[] b, int ld, int columns, int rows, float[] to) {
        for (int r = 0; r < rows; r++) {
            FloatVector sum = FloatVector.zero(S);
            for (int i = r * ld; i < r * ld + columns; i += L) {
                sum = FloatVector.fromArray(S, a, i).fma(FloatVector.fromArray(S, b, i), sum);
            }
            sum.intoArray(parts, r * L);
        }
        addUp(rows, to);
    }

    /** Room for a vector of parts for each row, one behind the other. */
    public float[] parts() {
        return parts;
    }

    /** {@code to[r]} = the sum of the parts of row r, for r in [0, rows). */
    public void addUp(int rows, float[] to) {
        Transpose.transpose(parts, L, rows, L, transposed, rows);
        for (int r = 0; r < rows; r += L) {
            FloatVector even = FloatVector.zero(S);
            FloatVector odd = FloatVector.zero(S);
            for (int i = 0; i < L; i += 2) {
                even = even.add(FloatVector.fromArray(S, transposed, i * rows + r));
                odd = odd.add(FloatVector.fromArray(S, transposed, (i + 1) * rows + r));
            }
            even.add(odd).intoArray(to, r);
        }
    }
}
