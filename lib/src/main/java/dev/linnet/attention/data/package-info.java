/** Inputs, outputs and gradients of the attention operators, and how they lie in memory. */
package dev.linnet.attention.data;
