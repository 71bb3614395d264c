/** Magics, found through {@code ServiceLoader}; they speak to the kernel through its SPI only. */
package dev.linnet.magics;
