package dev.linnet.display.checkup;

/**
 * One thing that was looked for.
 *
 * @param subject what was looked for
 * @param present whether it is there
 * @param found   what was found
 * @param enables what works because of it, or does not without it
 * @param remedy  how to get it, or empty
 */
public record Finding(String subject, boolean present, String found, String enables, String remedy) {}
