/** Odeen, the world of explanatory learning. */
package dev.linnet.odeen;
