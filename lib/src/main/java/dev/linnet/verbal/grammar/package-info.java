/**
 * The English that descriptions of models are written in, as far as it can be computed by: sentences that state a model, what they
 * were learned from, and which prior knowledge they hold; rows of data as text; the fields of a prompt. A
 * {@link dev.linnet.verbal.grammar.Description} is parsed from text and printed as text, and parsing what was printed gives the same.
 *
 * <p>Nothing here knows where data come from or who trains.
 *
 * <p>Source: Xiao, Bamler, Schölkopf, Liu, "Verbalized Machine Learning: Revisiting Machine Learning with Language Models" (arXiv
 * 2406.04344), for the idea; the grammar is this project's own.
 */
package dev.linnet.verbal.grammar;
