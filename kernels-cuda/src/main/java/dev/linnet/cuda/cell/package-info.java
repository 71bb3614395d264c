/** CUDA in notebooks: {@code %%cuda} cells and {@code %cuda} commands. */
package dev.linnet.cuda.cell;
