package dev.linnet.odeen.data;

/**
 * What the minimizer found.
 *
 * @param table     the observations, the most telling first
 * @param remaining how many rules are consistent with them, the true one included
 * @param unique    whether all of these mean the same as the true one
 */
public record GreedyTable(LabelledTable table, int remaining, boolean unique) {}
