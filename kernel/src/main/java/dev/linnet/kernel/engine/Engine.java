package dev.linnet.kernel.engine;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compiles and runs the Java of a session, cell by cell; the package's description says how. Cells run on the thread
 * that calls {@link #evaluate}, nested or several at once; everything may be called from any thread.
 */
public final class Engine implements AutoCloseable {
    /** Numbers generated classes; no two in this virtual machine are called alike, for stack traces tell whose they are. */
    private static final AtomicLong SERIAL = new AtomicLong();

    private final EngineConfig config;
    private volatile Javac javac;
    private final List<Path> added = new ArrayList<>();
    private final ClassPathLoader loader;
    private VariableLoaders variableLoaders;
    private volatile Scope beginning;
    private volatile Scope scope;
    /** The outermost run of each thread that evaluates. */
    private final Set<Run> running = ConcurrentHashMap.newKeySet();

    public Engine(EngineConfig config) {
        StopCheck.prepare();
        this.config = config;
        javac = new Javac(config);
        loader = new ClassPathLoader(config.loader());
        variableLoaders = new VariableLoaders(loader);
        beginning = Scope.empty(new ImportTable(DefaultImports.of(config.imports()), javac.packages()));
        scope = beginning;
    }

    /** What the next cell's classes are numbered. */
    static long nextSerial() {
        return SERIAL.get() + 1;
    }

    /**
     * Does now what the next cell would otherwise wait for: loads the compiler, or has it forget the last cell. Nothing is done
     * while another thread compiles.
     */
    public void prepare() {
        Javac mine = javac;
        if (!Reserve.isScarce() && mine.tryLock()) {
            try {
                mine.prepare();
            } catch (OutOfMemoryError tooFull) { // the next cell meets it again and tells
                mine.forget();
            } finally {
                mine.unlock();
            }
        }
    }

    private Javac lock() {
        while (true) {
            Javac now = javac;
            now.lock();
            if (now == javac) {
                return now;
            }
            now.unlock();
        }
    }

    /**
     * Puts another compiler in the place of one from which {@code thread} does not come back: javac may take for ever, and nothing
     * stops it. What the thread was compiling has no effect any more.
     */
    public void giveUpCompiling(Thread thread) {
        Javac stuck = javac;
        if (!stuck.giveUp(thread)) {
            return;
        }
        Javac another = new Javac(config);
        synchronized (added) {
            another.addToClassPath(added);
        }
        look(another);
        javac = another;
    }

    /** Has the imports look at the packages that a compiler sees now. */
    private void look(Javac compiler) {
        beginning = beginning.over(compiler.packages());
        scope = scope.over(compiler.packages());
    }

    /**
     * Runs a cell.
     *
     * @param java Java source: any mixture of imports, declarations, statements, and an expression to end with
     * @param cell the cell's number, for file names in stack traces
     * @throws CompileException where it is not valid Java; the session is as it was before
     * @throws CellException    where its code threw; what it had declared and assigned until then stays
     * @throws StoppedException where {@link #stop()} ended it
     */
    public Evaluation evaluate(String java, int cell) throws CompileException, CellException, StoppedException {
        if (Reserve.isScarce() && LettingGo.by(java, scope)) {
            return new Evaluation(false, null, List.of());
        }
        return during(run -> {
            CellCompiler.Compiled compiled = compile(new CellText(cell, java));
            if (compiled.run() != null && java.contains("catch")) {
                Reserve.prepare(compiled.run().loader());
            }
            Object value = compiled.run() == null ? Shown.NOTHING : execute(compiled, run);
            return new Evaluation(value != Shown.NOTHING, value == Shown.NOTHING ? null : value, compiled.notes());
        });
    }

    /**
     * Calls code of earlier cells, such as an event handler, so that it can be stopped as a cell can.
     *
     * @throws CellException    where it threw
     * @throws StoppedException where {@link #stop()} ended it
     */
    public void call(Action action) throws CellException, StoppedException {
        show(() -> inWhatMemoryIsLeft(action));
    }

    /**
     * As {@link #call}, for what shows the value of a cell: done also where the heap is too full for a cell, with the memory that is kept
     * back.
     */
    public void show(Action action) throws CellException, StoppedException {
        try {
            during(run -> {
                call(action, run);
                return null;
            });
        } catch (CompileException e) {
            throw new AssertionError("nothing was compiled", e);
        }
    }

    /** What {@link #call} and {@link #show} call. */
    @FunctionalInterface
    public interface Action {
        void run() throws Throwable;
    }

    private interface Work<T> {
        T in(Run run) throws CompileException, CellException, StoppedException;
    }

    private <T> T during(Work<T> work) throws CompileException, CellException, StoppedException {
        Run run = Run.begin(running);
        boolean outermost = running.stream().noneMatch(run::isInside);
        if (outermost) {
            running.add(run);
        }
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.in(run);
        } finally {
            thread.setContextClassLoader(before);
            run.end();
            running.remove(run);
        }
    }

    private CellCompiler.Compiled compile(CellText text) throws CompileException {
        Javac mine = lock();
        try {
            return compileOnce(text, mine);
        } catch (OutOfMemoryError full) { // with what is kept back it may do
            Reserve.releaseAfter(full);
            mine.forget();
            return compileInWhatIsLeft(text, mine);
        } finally {
            if (Reserve.isScarce()) {
                mine.forget();
            }
            mine.unlock();
        }
    }

    private CellCompiler.Compiled compileInWhatIsLeft(CellText text, Javac mine) throws CompileException {
        try {
            return compileOnce(text, mine);
        } catch (OutOfMemoryError full) {
            throw LettingGo.needed(scope);
        }
    }

    private CellCompiler.Compiled compileOnce(CellText text, Javac mine) throws CompileException {
        try {
            CellCompiler.Compiled compiled = compile(text, SERIAL.incrementAndGet(), mine);
            if (mine.isGivenUp()) {
                throw new StopSignal();
            }
            scope = compiled.scope();
            compiled.rebindings().forEach(Runnable::run);
            return compiled;
        } catch (StackOverflowError e) {
            throw CompileException.tooDeep(text);
        }
    }

    private CellCompiler.Compiled compile(CellText text, long serial, Javac mine) throws CompileException {
        CellCompiler compiler = new CellCompiler(mine, loader, variableLoaders, scope, text, serial, true);
        try {
            return compiler.compile();
        } catch (CompileException e) {
            if (!compiler.namingFailed()) {
                throw e;
            }
            try {
                return new CellCompiler(mine, loader, variableLoaders, scope, text, serial, false).compile();
            } catch (CompileException again) {
                throw e; // it knew more of the cell's types
            }
        }
    }

    private Object execute(CellCompiler.Compiled compiled, Run run) throws CellException, StoppedException {
        try {
            Class<?> holder = compiled.run().load();
            if (!run.executes(holder.getName())) {
                throw new StoppedException();
            }
            MethodHandle body = MethodHandles.publicLookup()
                    .findStatic(holder, Names.RUN_METHOD, MethodType.methodType(void.class));
            inWhatMemoryIsLeft(() -> {
                body.invokeExact();
            });
            if (run.isStopped()) {
                throw new StoppedException();
            }
            return compiled.shows() ? holder.getField(Names.VALUE_FIELD).get(null) : Shown.NOTHING;
        } catch (Throwable thrown) {
            throw ended(thrown, run);
        }
    }

    private static void call(Action action, Run run) throws CellException, StoppedException {
        try {
            if (!run.executes(Run.NO_CLASS)) {
                throw new StoppedException();
            }
            action.run();
            if (run.isStopped()) {
                throw new StoppedException();
            }
        } catch (Throwable thrown) {
            throw ended(thrown, run);
        }
    }

    /** Runs a cell's own code, if the kernel has enough memory left to tell how it ends. */
    private void inWhatMemoryIsLeft(Action code) throws Throwable {
        if (!Reserve.claim()) {
            throw LettingGo.needed(scope);
        }
        try {
            code.run();
        } catch (OutOfMemoryError full) {
            Reserve.releaseAfter(full);
            throw full;
        } finally {
            Reserve.lend();
        }
    }

    private static CellException ended(Throwable thrown, Run run) throws StoppedException {
        Reserve.releaseAfter(thrown);
        if (run.isStopped() || thrown instanceof StopSignal || thrown instanceof StoppedException) {
            throw new StoppedException();
        }
        return new CellException(thrown);
    }

    /**
     * Stops all that runs: loops, lambdas and calls of cell code end at the next stop check, whatever they catch; its
     * threads are interrupted. Returns at once; does nothing where no cell runs.
     */
    public void stop() {
        running.forEach(Run::stop);
    }

    /** Stops what was begun by {@code thread}, and not what runs beside it. */
    public void stop(Thread thread) {
        running.stream().filter(run -> run.isOf(thread)).forEach(Run::stop);
    }

    /** Adds jars or folders of classes for cells to come. */
    public void addToClasspath(Path... paths) {
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException("There is no file or folder " + path.toAbsolutePath()
                        + " to add to the class path; check its spelling.");
            }
        }
        Javac mine = lock();
        try {
            mine.addToClassPath(List.of(paths));
            look(mine);
            synchronized (added) {
                added.addAll(List.of(paths));
            }
            for (Path path : paths) {
                loader.add(path);
            }
        } finally {
            mine.unlock();
        }
    }

    /** Loads the class path's classes: the context class loader of cells, and the parent of their own loaders. */
    public ClassLoader loader() {
        return loader;
    }

    Scope scope() {
        return scope;
    }

    /** What is declared now. */
    public Declarations declarations() {
        return scope.snapshot();
    }

    /**
     * Binds a variable from outside, as if a cell had declared {@code type name} and assigned it.
     *
     * @param type Java text, such as {@code java.util.List<String>}
     * @throws IllegalArgumentException where that is no declaration, or the value is not of the type
     */
    public void declare(String name, String type, Object value) {
        try {
            CellText text = new CellText(0, type + " " + name + ";");
            compile(text);
            Scope.Variable variable = scope.variables().get(name);
            if (variable == null) {
                throw new IllegalArgumentException("Not a variable declaration: " + type + " " + name);
            }
            variable.field().set(null, value);
        } catch (CompileException e) {
            throw new IllegalArgumentException(
                    "Cannot declare " + type + " " + name + ": " + e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot set " + name + ": " + e.getMessage(), e);
        }
    }

    /** Forgets the variable, methods or type of this name; what was compiled with it goes on to use it. */
    public void forget(String name) {
        Javac mine = lock();
        try {
            scope = scope.without(name);
        } finally {
            mine.unlock();
        }
    }

    /** Forgets everything that cells declared or imported. */
    public void reset() {
        Javac mine = lock();
        try {
            scope = beginning;
            variableLoaders = new VariableLoaders(loader);
        } finally {
            mine.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        stop();
        scope = beginning; // what the cells' variables hold goes, whoever holds the engine
        javac.close();
        loader.close();
    }

    /** The configured loader and what was added later. */
    private static final class ClassPathLoader extends URLClassLoader {
        static {
            registerAsParallelCapable();
        }

        ClassPathLoader(ClassLoader parent) {
            super("cells", new URL[0], parent);
        }

        void add(Path path) {
            try {
                addURL(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("Not a usable path: " + path, e);
            }
        }
    }
}
