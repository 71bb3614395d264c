/**
 * Players of Odeen that learn: the interpreter, which reads a rule and labels structures; the empiricists, which go from a table of labelled
 * structures to labels, to the rule's words, or to both; and the critical rationalist, who conjectures rules and keeps the one that the
 * interpreter finds in the best agreement with the table (Norelli et al., arXiv 2201.10222).
 */
package dev.linnet.odeen.learned;
