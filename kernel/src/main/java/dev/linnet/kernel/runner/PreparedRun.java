package dev.linnet.kernel.runner;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.function.Predicate;

import com.google.gson.JsonObject;

import dev.linnet.kernel.library.Library;
import dev.linnet.kernel.notebook.Notebook;
import dev.linnet.kernel.notebook.NotebookException;
import dev.linnet.kernel.notebook.NotebookFile;

/**
 * A notebook that is about to be run: read, found to be for this kernel, parameters put in, its output known to be
 * writable and locked. What can be wrong before the first cell has been found by now.
 */
public final class PreparedRun implements AutoCloseable {
    private final Path source;
    private final String name;
    private final Notebook notebook;
    private final Path output;
    private final RunOptions options;
    private final Parameters parameters;
    private final OutputLock lock;
    private volatile NotebookRun run;

    private PreparedRun(Path source, String name, Notebook notebook, Path output, RunOptions options,
            Parameters parameters,
            OutputLock lock) {
        this.source = source;
        this.name = name;
        this.notebook = notebook;
        this.output = output;
        this.options = options;
        this.parameters = parameters;
        this.lock = lock;
    }

    /**
     * Prepares a run of the notebook in {@code source}.
     *
     * @param name      what messages call it
     * @param installed whether a kernel name is that of an installed Linnet kernel
     * @throws NotebookException where the notebook cannot be read
     * @throws RunException      where it cannot be run like this
     */
    public static PreparedRun of(Path source, String name, Path output, RunOptions options, Predicate<String> installed)
            throws NotebookException, RunException {
        Notebook notebook = NotebookFile.read(source, name);
        KernelName.check(notebook, name, installed);
        var parameters = Parameters.of(notebook, name);
        parameters.inject(options.parameters());
        OutputPath.requireWritable(output);
        return new PreparedRun(source, name, notebook, output, options, parameters, OutputLock.take(output));
    }

    /** What messages call the notebook. */
    public String name() {
        return name;
    }

    public Path output() {
        return output;
    }

    /**
     * Runs it with a runtime of its own.
     *
     * @throws NotebookException where the output can no longer be written
     */
    public RunReport run(Library library, CellRuntime.Source runtimes, Machine machine, RunListener listener)
            throws NotebookException {
        var classPath = new ArrayList<>(library.classPath());
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            classPath.add(Path.of(entry));
        }
        describeLanguage();
        var provenance = new Provenance(source, parameters, classPath, machine);
        run = new NotebookRun(notebook, output, options, provenance, listener);
        Path folder = source.toAbsolutePath().getParent();
        try (CellRuntime runtime = runtimes.start(folder)) {
            return run.run(runtime);
        }
    }

    /**
     * Stops the run and waits, for some seconds at most, until it has saved what its cells have put out; any thread.
     *
     * @throws NotebookException where that cannot be saved
     */
    public void interrupt() throws NotebookException {
        NotebookRun current = run;
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    /** What front ends and converters need to show Java, where the notebook does not say it. */
    private void describeLanguage() {
        JsonObject metadata = notebook.metadata();
        if (!metadata.has("kernelspec")) {
            var kernelspec = new JsonObject();
            kernelspec.addProperty("name", "linnet");
            kernelspec.addProperty("display_name", "Java (Linnet)");
            kernelspec.addProperty("language", "java");
            metadata.add("kernelspec", kernelspec);
        }
        if (!metadata.has("language_info")) {
            var language = new JsonObject();
            language.addProperty("name", "java");
            language.addProperty("version", Integer.toString(Runtime.version().feature()));
            language.addProperty("mimetype", "text/x-java-source");
            language.addProperty("file_extension", ".java");
            language.addProperty("codemirror_mode", "text/x-java");
            language.addProperty("pygments_lexer", "java");
            metadata.add("language_info", language);
        }
    }
}
