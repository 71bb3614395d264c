package dev.linnet.kernel.engine;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;

/** A session of cells under test; numbers them from 1. */
final class Cells implements AutoCloseable {
    private final Engine engine;
    private int count;

    Cells() {
        this(EngineConfig.standard());
    }

    Cells(EngineConfig config) {
        engine = new Engine(config);
    }

    Engine engine() {
        return engine;
    }

    int count() {
        return count;
    }

    Evaluation run(String java) {
        try {
            return engine.evaluate(java, ++count);
        } catch (CompileException e) {
            throw new AssertionError("does not compile: " + e.diagnostics() + "\n" + java, e);
        } catch (CellException e) {
            throw new AssertionError("threw: " + e.getCause() + "\n" + java, e);
        } catch (StoppedException e) {
            throw new AssertionError("stopped: " + java, e);
        }
    }

    Object value(String java) {
        Evaluation evaluation = run(java);
        if (!evaluation.hasValue()) {
            throw new AssertionError("no value: " + java);
        }
        return evaluation.value();
    }

    List<String> notes(String java) {
        return run(java).notes();
    }

    List<CodeDiagnostic> errors(String java) {
        return assertThrows(CompileException.class, () -> engine.evaluate(java, ++count), java).diagnostics();
    }

    CodeDiagnostic error(String java) {
        return errors(java).getFirst();
    }

    Throwable thrown(String java) {
        return assertThrows(CellException.class, () -> engine.evaluate(java, ++count), java).getCause();
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
