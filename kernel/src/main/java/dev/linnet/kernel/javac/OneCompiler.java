package dev.linnet.kernel.javac;

import java.io.Writer;
import java.util.Queue;
import java.util.function.Supplier;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticListener;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.tools.javac.api.JavacTaskImpl;
import com.sun.tools.javac.api.JavacTool;
import com.sun.tools.javac.api.JavacTrees;
import com.sun.tools.javac.code.ClassFinder;
import com.sun.tools.javac.code.DeferredCompletionFailureHandler;
import com.sun.tools.javac.code.Preview;
import com.sun.tools.javac.code.Symbol.PackageSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.code.Types;
import com.sun.tools.javac.comp.Annotate;
import com.sun.tools.javac.comp.AttrContext;
import com.sun.tools.javac.comp.Check;
import com.sun.tools.javac.comp.CompileStates;
import com.sun.tools.javac.comp.Enter;
import com.sun.tools.javac.comp.Env;
import com.sun.tools.javac.comp.Modules;
import com.sun.tools.javac.main.JavaCompiler;
import com.sun.tools.javac.tree.JCTree.JCCompilationUnit;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.List;
import com.sun.tools.javac.util.Log;
import com.sun.tools.javac.util.Names;

/**
 * A compiler of the JDK that compiles one source after the other. Before each it forgets the sources' package: the classes
 * that were compiled into it and those that were read from it.
 */
final class OneCompiler implements Compilation {
    private static final class Parts extends Context {
        void drop(Class<?> part) {
            ht.remove(key(part));
        }
    }

    private final Parts parts = new Parts();
    private final JavacTaskImpl task;
    private final JavaCompiler compiler;
    private final Log log;
    private final SourceSymbols symbols;
    private final DeferredCompletionFailureHandler failures;
    private final PackageSymbol sourcePackage;
    private JavaFileObject source;
    private DiagnosticListener<? super JavaFileObject> listener = diagnostic -> {};
    private JCCompilationUnit unit;
    private Queue<Env<AttrContext>> attributed;
    private boolean cleared = true;
    private boolean broken;

    OneCompiler(JavaFileManager files, java.util.List<String> options, String sourcePackage) {
        SourceSymbols.preRegister(parts);
        task = (JavacTaskImpl) JavacTool.create()
                .getTask(Writer.nullWriter(), files, this::report, options, null, List.nil(), parts);
        task.ensureEntered();
        compiler = JavaCompiler.instance(parts);
        log = Log.instance(parts);
        failures = DeferredCompletionFailureHandler.instance(parts);
        symbols = (SourceSymbols) Symtab.instance(parts);
        this.sourcePackage = sourcePackage.isEmpty()
                ? symbols.unnamedModule.unnamedPackage
                : symbols.enterPackage(symbols.unnamedModule, Names.instance(parts).fromString(sourcePackage));
        symbols.watch(this.sourcePackage);
    }

    private void report(Diagnostic<? extends JavaFileObject> diagnostic) {
        listener.report(diagnostic);
    }

    void begin(JavaFileObject next, DiagnosticListener<? super JavaFileObject> nextListener) {
        clear();
        cleared = false;
        source = next;
        listener = nextListener;
    }

    /** Whether it has met an error of its own and cannot be trusted any more. */
    boolean isBroken() {
        return broken;
    }

    @Override
    public CompilationUnitTree parse() {
        unit = step(() -> compiler.parse(source));
        return unit;
    }

    @Override
    public void attribute() {
        attributed = step(() -> {
            if (unit.getModuleDecl() == null) {
                unit.modle = symbols.unnamedModule;
            } else { // there is an error to be reported, and nothing that could be used afterwards
                broken = true;
                Modules.instance(parts).newRound();
                compiler.initModules(List.of(unit));
            }
            compiler.enterTrees(List.of(unit));
            return compiler.attribute(compiler.todo);
        });
    }

    @Override
    public void generate() {
        step(() -> {
            var flowed = compiler.flow(attributed);
            int before = log.nerrors;
            compiler.generate(compiler.desugar(flowed));
            // What a class has that is too large for a class file stays behind, for javac to write into the next one.
            broken |= log.nerrors > before;
            return null;
        });
    }

    @Override
    public JavacTask task() {
        return task;
    }

    private <T> T step(Supplier<T> work) {
        DeferredCompletionFailureHandler.Handler before = failures.setHandler(failures.javacCodeHandler);
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            broken = true;
            throw e;
        } catch (RuntimeException | Error e) {
            broken = true;
            throw new IllegalStateException("javac broke down", e);
        } finally {
            failures.setHandler(before);
        }
    }

    /** Forgets the last source, if that is not done. */
    void clear() {
        if (cleared) {
            return;
        }
        unit = null;
        attributed = null;
        log.clear();
        Enter.instance(parts).newRound();
        compiler.newRound();
        Types.instance(parts).newRound();
        Check.instance(parts).newRound();
        Check.instance(parts).clear();
        Preview.instance(parts).clear();
        Annotate.instance(parts).newRound();
        CompileStates.instance(parts).clear();
        parts.drop(JavacTrees.class);
        parts.drop(com.sun.tools.javac.model.JavacElements.class);
        symbols.forgetClasses();
        sourcePackage.members_field = null;
        sourcePackage.completer = ClassFinder.instance(parts).getCompleter();
        cleared = true;
    }
}
