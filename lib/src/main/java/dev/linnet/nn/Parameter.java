package dev.linnet.nn;

/**
 * One tensor of a model: where it lies in the model's flat parameter array, row-major.
 *
 * @param name   dotted path, such as {@code blocks.0.mixer.query}
 * @param offset first position
 * @param rows   rows (outputs of a linear map)
 * @param columns columns (inputs of a linear map); a vector has one row
 */
public record Parameter(String name, int offset, int rows, int columns) {
    /** The number of entries. */
    public int size() {
        return rows * columns;
    }
}
