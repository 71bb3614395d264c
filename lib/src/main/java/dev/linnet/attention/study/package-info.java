/**
 * What a notebook looks at in an attention operator: its state over time, the transition of a step, the errors and costs of its
 * forms, and the textbook forms that fail in floating point.
 */
package dev.linnet.attention.study;
