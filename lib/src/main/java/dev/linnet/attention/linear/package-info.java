/**
 * Linear attention proper: feature maps on queries and keys, and what is done to the outputs: nothing, division by the sum of
 * weights (Katharopoulos et al., arXiv 2006.16236), or RMS normalisation (NormAttention of TransNormer, arXiv 2210.10340).
 */
package dev.linnet.attention.linear;
