package dev.linnet.kernel.session;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.linnet.kernel.engine.Declarations;
import dev.linnet.kernel.engine.Evaluation;
import dev.linnet.kernel.magic.MagicContext;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicRegistry;
import dev.linnet.kernel.magic.Settings;
import dev.linnet.kernel.magic.VirtualMachine;

/**
 * The session as the magics of one text see it.
 *
 * @param number    the text's in the session's sources
 * @param beginning whether the magic is the first that the text does
 */
record CellMagicContext(Workspace workspace, CellInterpreter interpreter, int number,
        boolean beginning) implements MagicContext {
    @Override
    public Declarations declarations() {
        return workspace.engine().declarations();
    }

    @Override
    public Evaluation evaluate(String inPlace) throws Exception {
        return interpreter.run(inPlace, number);
    }

    @Override
    public Evaluation evaluate(String name, String text) throws Exception {
        return interpreter.run(text, workspace.sources().other(name, text));
    }

    @Override
    public Evaluation evaluateWritten(String name, String text) throws Exception {
        return interpreter.run(text, workspace.sources().written(name, text));
    }

    @Override
    public void declare(String name, String type, Object value) throws Exception {
        workspace.engine().declare(name, type, value);
    }

    @Override
    public void reset() {
        workspace.reset();
        workspace.extensions().close(); // their classes are loaded anew with the class path
        install(workspace.added());
    }

    @Override
    public MagicRegistry magics() {
        return workspace.magics();
    }

    @Override
    public Settings settings() {
        return workspace.settings();
    }

    @Override
    public Path workingDirectory() {
        return workspace.directory();
    }

    @Override
    public void changeDirectory(Path directory) throws MagicException {
        workspace.changeDirectory(directory);
    }

    @Override
    public Map<String, String> environment() {
        return Collections.unmodifiableMap(workspace.environment());
    }

    @Override
    public void setEnvironment(String name, String value) {
        workspace.environment().put(name, value);
    }

    @Override
    public List<Path> classPath() {
        return workspace.added();
    }

    @Override
    public List<Path> fullClassPath() {
        return workspace.classPath();
    }

    @Override
    public void addToClassPath(List<Path> entries) throws MagicException {
        workspace.addToClassPath(entries);
        install(entries);
    }

    private void install(List<Path> entries) {
        AddedServices.install(entries, workspace);
        workspace.extensions().install(entries, workspace.loader(), this);
    }

    @Override
    public VirtualMachine virtualMachine() {
        return new SessionMachine(workspace, interpreter, number, beginning);
    }

    @Override
    public Optional<Throwable> lastFailure() {
        return Optional.ofNullable(workspace.lastFailure());
    }
}
