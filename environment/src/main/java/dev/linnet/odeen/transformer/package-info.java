/**
 * Post-norm encoder-decoder Transformers (Vaswani et al. 2017) over many short sequences, on rows of {@code float[]} with backward
 * passes written by hand. {@link dev.linnet.odeen.transformer.TransformerTwin} is the same arithmetic in double precision, an equation a
 * line.
 */
package dev.linnet.odeen.transformer;
