/**
 * Cells in other languages than Java: what a jar of the library implements so that {@code %%name} runs it. The kernel
 * finds implementations as services and shows them as magics; neither side knows the other.
 */
package dev.linnet.display.cell;
