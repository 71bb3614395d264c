package dev.linnet.cuda.compiler;

import java.util.List;
import java.util.regex.Pattern;

/** A source does not compile: the errors in its own lines, each with a caret. */
public final class CompileException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 8;
    private static final Pattern HEADER = Pattern
            .compile("(?:cannot open source file|could not open source file) \"([^\"]+)\".*|'?([^\\s:']+)'?( file)?"
                    + "(?:: No such file or directory| not found)");

    private final transient List<Diagnostic> diagnostics;

    private CompileException(String message, List<Diagnostic> diagnostics) {
        super(message);
        this.diagnostics = List.copyOf(diagnostics);
    }

    /** What is wrong and where. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** Whether a header that the source includes is nowhere to be found. */
    boolean lacksHeader() {
        return lacksHeader(diagnostics);
    }

    static boolean lacksHeader(List<Diagnostic> diagnostics) {
        return diagnostics.stream().anyMatch(one -> one.error() && HEADER.matcher(one.message()).matches());
    }

    /** One problem that no compiler reported. */
    public static CompileException at(String name, String source, int line, String message) {
        var one = new Diagnostic(true, name, line, 0, message);
        return of(name, source, List.of(one), "", "");
    }

    /**
     * From what a compiler said.
     *
     * @param name     what the source is called
     * @param source   the source without probes
     * @param all      its diagnostics; warnings are left out
     * @param log      shown where no diagnostic could be read from it
     * @param headers  a sentence on where headers are looked for
     */
    static CompileException of(String name, String source, List<Diagnostic> all, String log, String headers) {
        var errors = all.stream().filter(Diagnostic::error).distinct().toList();
        if (errors.isEmpty()) {
            return new CompileException(log.isBlank() ? "The compiler gave no reason." : log.strip(), all);
        }
        var lines = source.lines().toList();
        var text = new StringBuilder();
        for (var error : errors.subList(0, Math.min(SHOWN, errors.size()))) {
            text.append(text.isEmpty() ? "" : "\n").append(place(name, error)).append(message(error, headers));
            if (error.file().equals(name) && error.line() >= 1 && error.line() <= lines.size()) {
                quote(text, lines.get(error.line() - 1), error.column());
            }
        }
        if (errors.size() > SHOWN) {
            text.append("\nand ").append(errors.size() - SHOWN).append(" more");
        }
        return new CompileException(text.toString(), all);
    }

    private static String place(String name, Diagnostic error) {
        if (error.file().equals(name) && error.line() == 0) {
            return "";
        }
        return (error.file().equals(name) ? "" : error.file() + " ") + (error.line() > 0 ? "line " + error.line() : "")
                + (error.column() > 0 ? ", column " + error.column() : "") + ": ";
    }

    private static String message(Diagnostic error, String headers) {
        var header = HEADER.matcher(error.message());
        if (header.matches()) {
            var file = header.group(1) != null ? header.group(1) : header.group(2);
            return "there is no header \"" + file + "\"" + OwnHeaders.advice(file)
                    + (headers.isEmpty() ? "" : "; " + headers);
        }
        return error.message();
    }

    private static void quote(StringBuilder text, String line, int column) {
        text.append("\n    ").append(line);
        if (column > 0) {
            text.append("\n    ");
            for (int i = 0; i < column - 1; i++) {
                text.append(i < line.length() && line.charAt(i) == '\t' ? '\t' : ' ');
            }
            text.append('^');
        }
    }
}
