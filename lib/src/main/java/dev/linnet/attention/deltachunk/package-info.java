/**
 * Chunkwise delta rules: DeltaNet (arXiv 2406.06484), gated DeltaNet (arXiv 2412.06464) and DeltaProduct (arXiv 2502.10297), with or without a
 * scalar gate. A triangular solve turns the corrections which the writes of a chunk make to each other into matrix products.
 */
package dev.linnet.attention.deltachunk;
