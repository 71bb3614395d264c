/** {@code %%vml}: a description in words as a cell that answers, or that is trained. */
package dev.linnet.verbal.cell;
