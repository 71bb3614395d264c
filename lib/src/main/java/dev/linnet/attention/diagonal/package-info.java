/**
 * Linear recurrences with a diagonal real transition whose entries may be negative: S &lt;- diag(a) S + k v<sup>T</sup>.
 *
 * <p>{@link dev.linnet.attention.diagonal.DiagonalRecurrence} is the equation in double precision;
 * {@link dev.linnet.attention.diagonal.DiagonalLanes} the same in float for sixteen sequences at once. The recurrence is used, not
 * a chunked form in log space, because a negative gate has no logarithm.
 * {@link dev.linnet.attention.diagonal.ComplexRecurrence} and {@link dev.linnet.attention.diagonal.ComplexLanes} have complex gates.
 *
 * <p>Source: Grazzi et al., "Unlocking State-Tracking in Linear RNNs Through Negative Eigenvalues" (arXiv 2411.12537).
 */
package dev.linnet.attention.diagonal;
