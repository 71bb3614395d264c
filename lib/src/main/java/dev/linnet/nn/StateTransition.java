package dev.linnet.nn;

/**
 * What one token does to the state of one head: A_t in S_t = A_t S_{t-1} + (writes).
 *
 * @param layer  number of the block
 * @param head   number of the head
 * @param time   position of the token
 * @param matrix A_t, {@code [K][K]}
 */
@SuppressWarnings("ArrayRecordComponent") // plain numbers, never compared as a whole
public record StateTransition(int layer, int head, int time, double[][] matrix) {}
