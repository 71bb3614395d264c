package dev.linnet.cuda.ptx.parse;

/**
 * Where an instruction comes from, as the compiler's {@code .loc} tells.
 *
 * @param file      number of the {@code .file}
 * @param line      counted from 1; 0 when the compiler names none
 * @param column    counted from 1; 0 when unknown
 * @param inlinedAt the call through which the code came here; null when it was not inlined
 */
public record SourceLine(int file, int line, int column, SourceLine inlinedAt) {
    /** No line is known. */
    public static final SourceLine UNKNOWN = new SourceLine(0, 0, 0, null);
}
