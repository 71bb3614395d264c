/**
 * Magics: lines that begin with {@code %} and cells that begin with {@code %%}. A magic implements {@link LineMagic},
 * {@link CellMagic} or both, and is found through {@link java.util.ServiceLoader} under {@link Magic}.
 */
package dev.linnet.kernel.magic;
