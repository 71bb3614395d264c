/**
 * Small dense matrix products for one head's chunk: {@code float[]} blocks in row-major order, in registers tile by tile.
 *
 * <p>Every dimension of a block is a multiple of {@link dev.linnet.attention.matrix.Lanes#COUNT}; the operators copy their chunks
 * into padded workspaces, so that no tile has a ragged edge and a padded number is zero.
 */
package dev.linnet.attention.matrix;
