/**
 * Attention that compares every query with every key: softmax attention, whole or in blocks along the diagonal, and rectified linear
 * attention in blocks (DiagAttention of TransNormer, arXiv 2210.10340). No state; the reference for the others.
 * {@link dev.linnet.attention.softmax.SoftmaxLanes} is causal softmax attention for sixteen short sequences side by side.
 */
package dev.linnet.attention.softmax;
