package dev.linnet.kernel.engine;

import java.util.List;

/** A cell does not compile; nothing of it was run or kept. */
public final class CompileException extends Exception {
    private final List<CodeDiagnostic> diagnostics;

    public CompileException(List<CodeDiagnostic> diagnostics) {
        super(diagnostics.isEmpty() ? "the cell does not compile" : diagnostics.getFirst().message());
        this.diagnostics = List.copyOf(diagnostics);
    }

    static CompileException at(CellText cell, String code, String message, int start, int end) {
        return new CompileException(List.of(CodeDiagnostic.at(cell, code, message, start, end)));
    }

    static CompileException tooDeep(CellText cell) {
        return at(cell, "linnet.resources",
                "the compiler gave up: the cell is nested too deeply or too large for it; split it", 0,
                cell.text().length());
    }

    /** What is wrong, first things first; never empty for an exception that the engine throws. */
    public List<CodeDiagnostic> diagnostics() {
        return diagnostics;
    }
}
