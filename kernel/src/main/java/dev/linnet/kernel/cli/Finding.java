package dev.linnet.kernel.cli;

/**
 * One thing that the doctor looked for.
 *
 * @param subject what was looked for
 * @param present whether it is there
 * @param found   what was found
 * @param enables what works because of it, or does not without it
 * @param remedy  how to get it, or empty
 */
record Finding(String subject, boolean present, String found, String enables, String remedy) {}
