package dev.linnet.rendering;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.display.Grid;
import dev.linnet.display.MimeBundle;

/** An n-dimensional array as a table: of more than two dimensions the first matrix is shown, and the caption says so. */
final class ArrayGrid {
    /** The text of one element. */
    @FunctionalInterface
    interface Element {
        String at(long[] index);
    }

    private ArrayGrid() {}

    /** @param title what it is, without the shape, such as {@code INDArray FLOAT} */
    static MimeBundle render(String title, long[] shape, Element element) {
        int rank = shape.length;
        String caption = title + " "
                + Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", ", "(", ")"));
        if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
            return new Grid(caption + ", empty", List.of(), List.of(), List.of()).toMimeBundle();
        }
        if (rank > 2) {
            caption += ", showing [" + "0, ".repeat(rank - 2) + ":, :]";
        }
        int rows = rank < 2 ? 1 : Math.toIntExact(shape[rank - 2]);
        int columns = rank < 1 ? 1 : Math.toIntExact(shape[rank - 1]);
        return Grid.of(caption, rows, columns, rank < 1 ? null : Integer::toString, rank < 2 ? null : Integer::toString,
                (r, c) -> {
                    long[] index = new long[rank];
                    if (rank > 1) {
                        index[rank - 2] = r;
                    }
                    if (rank > 0) {
                        index[rank - 1] = c;
                    }
                    return element.at(index);
                }).toMimeBundle();
    }
}
