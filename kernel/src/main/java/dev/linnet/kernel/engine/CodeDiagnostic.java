package dev.linnet.kernel.engine;

/**
 * One thing that is wrong with a cell's Java.
 *
 * @param code    the compiler's own name of the problem, such as {@code compiler.err.cant.resolve.location}
 * @param message what is wrong, in plain words, possibly over several lines
 * @param start   where it begins, in UTF-16 units of the cell's text
 * @param end     where it ends (exclusive)
 * @param line    the cell's line of {@code start}, from 1
 * @param column  the column of {@code start} in that line, from 1
 */
public record CodeDiagnostic(String code, String message, int start, int end, int line, int column) {
    static CodeDiagnostic at(CellText cell, String code, String message, int start, int end) {
        int length = cell.text().length();
        int from = Math.clamp(start, 0, length);
        int to = Math.clamp(end, from, length);
        return new CodeDiagnostic(code, message, from, to, cell.line(from), cell.column(from));
    }
}
