package dev.linnet.kernel.session;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import dev.linnet.display.comm.CommHub;
import dev.linnet.kernel.code.DeclaredNames;
import dev.linnet.kernel.engine.CellException;
import dev.linnet.kernel.engine.Engine;
import dev.linnet.kernel.engine.EngineConfig;
import dev.linnet.kernel.engine.StoppedException;
import dev.linnet.kernel.error.CellSources;
import dev.linnet.kernel.error.ErrorReport;
import dev.linnet.kernel.error.KnownNames;
import dev.linnet.kernel.error.Traces;
import dev.linnet.kernel.jjava.Extensions;
import dev.linnet.kernel.magic.MagicException;
import dev.linnet.kernel.magic.MagicRegistry;
import dev.linnet.kernel.magic.Settings;

/** What the cells of a session share: declarations, sources, results, class path, settings, magics. */
final class Workspace implements AutoCloseable {
    private static final List<String> IMPORTS = List.of("import dev.linnet.display.*;",
            "import static dev.linnet.display.Display.display;",
            "import dev.linnet.kernel.session.Magics;", "import dev.linnet.kernel.session.Out;",
            "import static dev.linnet.kernel.session.Console.input;",
            "import static dev.linnet.kernel.session.Console.password;");

    /** The process's class path as it was at the start: a cell may set the property. */
    private static final List<Path> OF_PROCESS = Stream
            .of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList();

    private final SessionConfig config;
    private final CellSources sources = new CellSources();
    private final Traces traces = new Traces(sources);
    private final Results results = new Results();
    private final MagicRegistry magics;
    private final Settings settings = new Settings();
    private final Map<String, String> environment = new ConcurrentHashMap<>(System.getenv());
    private final List<Path> added = new CopyOnWriteArrayList<>();
    private volatile Engine engine;
    private volatile Path directory;
    private volatile long outputLimit;
    private volatile Throwable lastFailure;
    private final Extensions extensions = new Extensions();
    private final Callbacks callbacks = new Callbacks(this);
    private volatile CommHub frontEnd;
    private final List<Integer> succeeded = new ArrayList<>();
    private volatile Relauncher relauncher;
    private volatile boolean replaying;
    private final AtomicReference<Recollection> recollection = new AtomicReference<>();

    Workspace(SessionConfig config) {
        this.config = config;
        this.magics = new MagicRegistry(config.library().loader());
        this.directory = config.workingDirectory().toAbsolutePath().normalize();
        this.outputLimit = config.outputLimit();
        this.engine = newEngine();
        settings.add("output-limit",
                new Settings.Setting("Characters that a cell may print before the rest goes to a file.",
                        () -> Long.toString(outputLimit), this::setOutputLimit));
    }

    private Engine newEngine() {
        var imports = new ArrayList<>(EngineConfig.PLATFORM_IMPORTS);
        imports.addAll(IMPORTS);
        imports.addAll(config.library().imports());
        var before = Stream.concat(OF_PROCESS.stream(), config.library().classPath().stream()).distinct().toList();
        var created = new Engine(
                new EngineConfig(config.library().loader(), before, config.compilerOptions(), imports));
        created.addToClasspath(added.toArray(Path[]::new));
        return created;
    }

    private void setOutputLimit(String text) {
        try {
            long limit = Long.parseLong(text.replace("_", ""));
            if (limit >= 0) {
                outputLimit = limit;
                return;
            }
        } catch (NumberFormatException e) {
            // The message below says it.
        }
        throw new IllegalArgumentException(
                "output-limit takes a whole number of characters such as 10_000_000, not \"" + text + "\".");
    }

    Engine engine() {
        return engine;
    }

    CellSources sources() {
        return sources;
    }

    Traces traces() {
        return traces;
    }

    Results results() {
        return results;
    }

    MagicRegistry magics() {
        return magics;
    }

    Settings settings() {
        return settings;
    }

    Map<String, String> environment() {
        return environment;
    }

    Throwable lastFailure() {
        return lastFailure;
    }

    void failed(Throwable thrown) {
        lastFailure = thrown;
    }

    /** What is to be told of a cell or a handler that threw {@code thrown}. */
    Outcome failed(Cell cell, Throwable thrown) {
        if (cell.interrupted()) {
            return Outcome.interrupted();
        }
        try {
            return switch (thrown) {
                case CellFailure failure -> Outcome.error(Outcome.error(failure.report()), failure.getCause());
                case CellException failure ->
                    Outcome.error(Outcome.error(traces.report(failure.getCause())), failure.getCause());
                case StoppedException stopped -> Outcome.interrupted();
                default -> Outcome.error(Outcome.error(traces.report(thrown)), thrown);
            };
        } catch (Throwable again) {
            return Outcome.error(Outcome.error(ErrorReport.of(Traces.name(thrown),
                    "(its report failed: " + again.getClass().getName() + ")")), thrown);
        }
    }

    /** What was written for JJava and found on the class path. */
    Extensions extensions() {
        return extensions;
    }

    Callbacks callbacks() {
        return callbacks;
    }

    void connect(CommHub connected) {
        frontEnd = connected;
    }

    /** The front end's comms as {@code cell} sees them, or null where there is no front end. */
    CommHub comms(Cell cell) {
        var connected = frontEnd;
        return connected == null ? null : new CellComms(connected, callbacks, cell.output());
    }

    void relaunchWith(Relauncher given) {
        relauncher = given;
        recollection.set(given.predecessor().orElse(null));
    }

    /** What starts the process anew; empty where nothing can. */
    Optional<Relauncher> relauncher() {
        return Optional.ofNullable(relauncher);
    }

    /** What the session before this one left, once. */
    Optional<Recollection> takeRecollection() {
        return Optional.ofNullable(recollection.getAndSet(null));
    }

    /** The counted cell with this number has ended well. */
    void succeeded(int cell) {
        synchronized (succeeded) {
            succeeded.add(cell);
        }
    }

    /** The cells that ended well since the session began or was reset, in their order. */
    List<Integer> succeeded() {
        synchronized (succeeded) {
            return List.copyOf(succeeded);
        }
    }

    boolean isReplaying() {
        return replaying;
    }

    void replaying(boolean now) {
        replaying = now;
    }

    ClassLoader loader() {
        return engine.loader();
    }

    Path directory() {
        return directory;
    }

    void changeDirectory(Path to) throws MagicException {
        var target = directory.resolve(to).normalize();
        if (!Files.isDirectory(target)) {
            throw new MagicException(
                    "\"" + target + "\" " + (Files.exists(target) ? "is not a directory." : "does not exist."));
        }
        directory = target;
    }

    /** The class path of cells: the kernel's, the library's and what was added. */
    List<Path> classPath() {
        return Stream.of(OF_PROCESS.stream(), config.library().classPath().stream(), added.stream())
                .flatMap(entries -> entries)
                .distinct()
                .toList();
    }

    List<Path> added() {
        return List.copyOf(added);
    }

    void addToClassPath(List<Path> entries) throws MagicException {
        for (var entry : entries) {
            if (!Files.exists(entry)) {
                throw new MagicException("\"" + entry + "\" does not exist; nothing was added to the class path.");
            }
        }
        var news = entries.stream()
                .map(entry -> entry.toAbsolutePath().normalize())
                .distinct()
                .filter(entry -> !added.contains(entry))
                .toList();
        if (!news.isEmpty()) {
            engine.addToClasspath(news.toArray(Path[]::new));
            added.addAll(news);
        }
    }

    /** Starts afresh; class path, settings and the counter stay. */
    void reset() {
        results.clear();
        synchronized (succeeded) {
            succeeded.clear();
        }
        lastFailure = null;
        close(engine); // first, for its values may have filled the heap
        engine = newEngine();
    }

    KnownNames knownNames() {
        var declared = engine.declarations();
        return new KnownNames(declared.variables().stream().map(variable -> variable.name()).toList(),
                declared.methods().stream().map(method -> method.name()).toList(),
                declared.types().stream().map(type -> type.name()).toList(), declared.imports(),
                magics.all().stream().map(magic -> magic.spec().name()).toList(), classPath(), loader());
    }

    DeclaredNames declaredNames() {
        var declared = engine.declarations();
        return new DeclaredNames(declared.imports(),
                declared.variables()
                        .stream()
                        .map(one -> new DeclaredNames.Variable(one.name(), one.type(), one.source(), one.value()))
                        .toList(),
                declared.methods()
                        .stream()
                        .map(one -> new DeclaredNames.Method(one.name(), one.signature(), one.source()))
                        .toList(),
                Stream.concat(declared.types().stream(), declared.anonymous().stream())
                        .map(one -> new DeclaredNames.Type(one.name(), one.kind(), one.source()))
                        .toList());
    }

    /** What the cell with this name emits to {@code sink}. */
    CellOutput output(String cell, OutputSink sink) {
        return new CellOutput(cell, sink, outputLimit, config.overflowDirectory());
    }

    @Override
    public void close() {
        extensions.close();
        results.clear();
        close(engine);
    }

    private static void close(Engine engine) {
        try {
            engine.close();
        } catch (IOException e) {
            System.getLogger(Workspace.class.getName())
                    .log(System.Logger.Level.WARNING,
                            "Could not close the engine: " + e);
        }
    }
}
