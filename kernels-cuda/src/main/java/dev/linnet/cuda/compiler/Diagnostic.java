package dev.linnet.cuda.compiler;

/**
 * What a compiler says about one place.
 *
 * @param error   or a warning
 * @param file    whose place it is
 * @param line    from 1; 0 where it has none
 * @param column  from 1; 0 where it is not known
 * @param message one line
 */
public record Diagnostic(boolean error, String file, int line, int column, String message) {}
