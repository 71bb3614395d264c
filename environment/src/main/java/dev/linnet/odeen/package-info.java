/**
 * Odeen, the world of explanatory learning: {@link dev.linnet.odeen.Universe} says which structures and rules there are,
 * {@link dev.linnet.odeen.RuleGrammar} reads rules, {@link dev.linnet.odeen.CellByCell} says what they mean, and
 * {@link dev.linnet.odeen.RuleTable} labels everything, and {@link dev.linnet.odeen.RuleKernel} does on a GPU.
 */
package dev.linnet.odeen;
