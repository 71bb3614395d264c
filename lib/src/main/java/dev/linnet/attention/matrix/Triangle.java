package dev.linnet.attention.matrix;

/**
 * Which part of a product C = A B of m x k by k x n is worked out, when a factor or the result is a triangle. With several key rows
 * per query row ({@code ratio} of them, the writes of a step) row i of a triangle reaches to column {@code (i + 1) * ratio - 1}.
 */
public enum Triangle {
    /** Everything. */
    NONE,
    /** A is lower triangular: its columns beyond the diagonal are zero. */
    LOWER,
    /** A is upper triangular: its columns before the diagonal are zero. */
    UPPER,
    /** Only the lower triangle of C is wanted; what lies above is undefined. */
    RESULT_LOWER,
    /** Only the upper triangle of C is wanted; what lies below is undefined. */
    RESULT_UPPER
}
