package dev.linnet.kernel.magic;

/**
 * What a magic returns where it has already shown its value in words of its own: {@code var x = %name} gets the value,
 * and a cell that ends in the magic does not show it again.
 *
 * @param value the value for Java; null where there is none
 */
public record Reported(Object value) {}
