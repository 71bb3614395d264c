package dev.linnet.kernel.session;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.linnet.kernel.engine.CellException;
import dev.linnet.kernel.engine.CompileException;
import dev.linnet.kernel.engine.Evaluation;
import dev.linnet.kernel.engine.StoppedException;
import dev.linnet.kernel.error.CompileErrors;
import dev.linnet.kernel.error.ErrorReport;
import dev.linnet.kernel.error.Traces;
import dev.linnet.kernel.magic.CellText;
import dev.linnet.kernel.magic.Magic;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicRegistry;
import dev.linnet.kernel.magic.MagicValue;
import dev.linnet.kernel.magic.Reported;

/** Runs the Java and the magics of a text in their order, each piece of Java at its own place in the text. */
final class CellInterpreter {
    private static final Evaluation NOTHING = new Evaluation(false, null, List.of());

    private final Workspace workspace;

    CellInterpreter(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Runs {@code text}, which the workspace's sources know under {@code number}. */
    Evaluation run(String text, int number) throws CellException, StoppedException, CellFailure {
        CellText cell;
        try {
            cell = CellText.of(text);
        } catch (MagicException e) {
            throw new CellFailure(Traces.sentence(e), e);
        }
        return new Run(cell, number).run();
    }

    /** One run of one text. */
    private final class Run {
        private final CellText cell;
        private final int number;
        /** The magic whose value the next piece of Java takes, and the expression that has it. */
        private CellText.Line assigned;
        private String expression;

        Run(CellText cell, int number) {
            this.cell = cell;
            this.number = number;
        }

        Evaluation run() throws CellException, StoppedException, CellFailure {
            var result = NOTHING;
            for (var part : cell.parts()) {
                var running = Cell.current();
                if (running != null && running.interrupted()) {
                    throw new StoppedException();
                }
                result = switch (part) {
                    case CellText.Java java -> java(java);
                    case CellText.Line line -> line(line);
                    case CellText.Whole whole -> whole(whole);
                };
            }
            return result;
        }

        private Evaluation java(CellText.Java part) throws CellException, StoppedException, CellFailure {
            var inPlace = cell.javaInPlace(part);
            var java = assigned == null
                    ? Rewritten.unchanged(inPlace)
                    : Rewritten.of(inPlace, assigned.start(), assigned.end(), expression);
            assigned = null;
            try {
                var evaluation = workspace.engine().evaluate(java.text(), number);
                for (var note : evaluation.notes()) {
                    System.err.println("Note: " + note);
                }
                return evaluation;
            } catch (CompileException e) {
                var diagnostics = e.diagnostics().stream().map(java::original).toList();
                throw new CellFailure(CompileErrors.report(diagnostics, workspace.sources().get(number), cell.text(),
                        workspace.knownNames()), null);
            }
        }

        private Evaluation line(CellText.Line part) throws CellException, StoppedException, CellFailure {
            return magic(part, () -> {
                if (isQuestion(part.argumentsStart(), part.end())) {
                    help(part.name());
                    return NOTHING;
                }
                var magic = workspace.magics().line(part.name());
                var call = MagicRegistry.parse(magic, cell.text(), part.argumentsStart(), part.end(), -1);
                var value = magic.runLine(call, context(part));
                if (part.assigned()) {
                    assigned = part;
                    boolean ends = part.end() < cell.text().length() && cell.text().charAt(part.end()) == ';';
                    expression = expression(magic, value instanceof Reported reported ? reported.value() : value)
                            + (ends ? "" : ";");
                }
                return result(value);
            });
        }

        private Evaluation whole(CellText.Whole part) throws CellException, StoppedException, CellFailure {
            return magic(part, () -> {
                if (isQuestion(part.argumentsStart(), part.end())) {
                    help(part.name());
                    return NOTHING;
                }
                var magic = workspace.magics().cell(part.name());
                var call = MagicRegistry.parse(magic, cell.text(), part.argumentsStart(), part.end(),
                        part.bodyStart());
                return result(magic.runCell(call, cell.text().substring(part.bodyStart()), context(part)));
            });
        }

        private CellMagicContext context(CellText.Part part) {
            return new CellMagicContext(workspace, CellInterpreter.this, number, cell.isFirst(part));
        }

        private Evaluation magic(CellText.Part part, MagicRun run)
                throws CellException, StoppedException, CellFailure {
            try {
                return run.run();
            } catch (CellException | StoppedException | CellFailure e) {
                throw e;
            } catch (InterruptedException e) {
                throw new StoppedException();
            } catch (CompileException e) {
                throw new CellFailure(
                        CompileErrors.report(e.diagnostics(), workspace.sources().get(number), cell.text(),
                                workspace.knownNames()),
                        null);
            } catch (Exception e) {
                int line = (int) cell.text().substring(0, part.start()).chars().filter(c -> c == '\n').count() + 1;
                var sentence = Traces.sentence(e);
                var lines = new ArrayList<>(sentence.lines());
                lines.addAll(workspace.sources().get(number).quote(line));
                throw new CellFailure(new ErrorReport(sentence.name(), sentence.message(), lines), e);
            }
        }

        private boolean isQuestion(int start, int end) {
            return cell.text().substring(start, end).strip().equals("?");
        }

        private void help(String name) throws MagicException {
            var magic = workspace.magics().find(name);
            System.out.print(MagicRegistry.help(magic.isPresent() ? magic.get() : workspace.magics().line(name)));
        }

        private String expression(Magic magic, Object value) throws MagicException {
            var spec = magic.spec();
            if (spec.valueType() == null && value == null) {
                throw new MagicException("%" + spec.name() + " gives no value that a variable could take.");
            }
            var types = workspace.engine()
                    .declarations()
                    .types()
                    .stream()
                    .map(type -> type.name())
                    .collect(Collectors.toUnmodifiableSet());
            return MagicValue.expression(value, spec.valueType() != null
                    ? spec.valueType()
                    : MagicResult.type(value, types, workspace.loader()));
        }

        private Evaluation result(Object value) {
            return value == null || value instanceof Reported ? NOTHING : new Evaluation(true, value, List.of());
        }
    }

    private interface MagicRun {
        Evaluation run() throws Exception;
    }
}
