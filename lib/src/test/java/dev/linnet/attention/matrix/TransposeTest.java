package dev.linnet.attention.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class TransposeTest {
    @Test
    void rows_become_columns() {
        int rows = 2 * Lanes.COUNT;
        int columns = 3 * Lanes.COUNT;
        int ldFrom = columns + 5;
        int ldTo = rows + 3;
        var from = new float[rows * ldFrom];
        for (int i = 0; i < from.length; i++) {
            from[i] = i;
        }
        var to = new float[columns * ldTo];
        Transpose.transpose(from, ldFrom, rows, columns, to, ldTo);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                assertEquals(from[r * ldFrom + c], to[c * ldTo + r], "row " + r + ", column " + c);
            }
        }
    }
}
