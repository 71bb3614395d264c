/**
 * What {@code linnet doctor} looks for: a jar of the library implements {@link dev.linnet.display.checkup.Checkup} for what only it can
 * judge. Neither side knows the other.
 */
package dev.linnet.display.checkup;
