/**
 * The delta rule and its products: DeltaNet (one Householder factor a token) and DeltaProduct (n<sub>h</sub> of them).
 *
 * <p>{@link dev.linnet.attention.delta.DeltaRecurrence} is the equation in double precision, one head, one sequence,
 * forward and backward: obviously right, the reference of every test.
 * {@link dev.linnet.attention.delta.DeltaLanes} computes the same in float for sixteen sequences at once.
 *
 * <p>Sources: Yang et al., "Parallelizing Linear Transformers with the Delta Rule over Sequence Length" (arXiv 2406.06484);
 * Siems et al., "DeltaProduct" (arXiv 2502.10297); Grazzi et al., "Unlocking State-Tracking in Linear RNNs Through Negative
 * Eigenvalues" (arXiv 2411.12537).
 */
package dev.linnet.attention.delta;
