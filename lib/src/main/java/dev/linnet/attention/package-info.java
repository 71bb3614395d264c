/**
 * Attention with a state: one {@link dev.linnet.attention.AttentionRule} per operator, each in three forms,
 * {@link dev.linnet.attention.Recurrent}, {@link dev.linnet.attention.Chunkwise} and {@link dev.linnet.attention.Step}.
 */
package dev.linnet.attention;
