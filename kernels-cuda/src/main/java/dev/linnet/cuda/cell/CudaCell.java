package dev.linnet.cuda.cell;

import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.lang.model.SourceVersion;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileException;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.CompilerException;
import dev.linnet.cuda.compiler.SourceCompiler;
import dev.linnet.cuda.signature.SignatureException;
import dev.linnet.display.cell.CellCall;
import dev.linnet.display.cell.CellHost;
import dev.linnet.display.cell.CellProblem;

/** A {@code %%cuda} cell. */
final class CudaCell {
    private final CellCall call;
    private final CellHost host;

    CudaCell(CellCall call, CellHost host) {
        this.call = call;
        this.host = host;
    }

    Object run(String body) throws Exception {
        for (var option : Cuda.OF_COMMANDS) {
            if (call.has(option)) {
                throw new CellProblem(option + " is for commands, %cuda, not for cells.");
            }
        }
        var given = call.value(Cuda.NAME);
        if (given.isPresent() && (!SourceVersion.isName(given.get()) || given.get().contains("."))) {
            throw new CellProblem(Cuda.NAME + " takes the name of a Java variable, not \"" + given.get() + "\".");
        }
        var module = compile(body);
        var name = given.orElseGet(() -> module.byName()
                .keySet()
                .stream()
                .findFirst()
                .map(first -> SourceVersion.isName(first) ? first : first + "_")
                .orElse("cuda"));
        host.runWritten("the kernels of " + name, new JavaFace(name, module).source());
        Modules.put(name, module);
        System.out.print(summary(name, module));
        module.compiled()
                .warnings()
                .stream()
                .map(warning -> "warning, line " + warning.line() + ": " + warning.message())
                .distinct()
                .forEach(System.err::println);
        return null;
    }

    /** The first line of the cell stays, blank, so that lines are those of the cell. */
    private CudaModule compile(String body) throws CellProblem {
        try {
            return CudaModule.compile("cell", "\n" + body, options(), target(), checks());
        } catch (CompileException e) {
            throw new CellProblem("This cell does not compile.\n" + e.getMessage(), e);
        } catch (CompilerException | SignatureException | IllegalArgumentException | IllegalStateException e) {
            throw new CellProblem(e.getMessage(), e);
        }
    }

    private CompileOptions options() throws CellProblem {
        var options = CompileOptions.standard().withInclude(host.workingDirectory());
        if (call.has(Cuda.ARCH)) {
            options = options.withArch(call.value(Cuda.ARCH).get());
        }
        if (call.has(Cuda.STD)) {
            options = options.withStd(number(Cuda.STD));
        }
        for (var define : call.list(Cuda.DEFINE)) {
            options = options.withDefine(define);
        }
        if (call.has(Cuda.MAX_REGISTERS)) {
            options = options.withMaxRegisters(number(Cuda.MAX_REGISTERS));
        }
        return options.withFastMath(call.has(Cuda.FAST_MATH));
    }

    private int number(String option) throws CellProblem {
        var text = call.value(option).orElseThrow();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new CellProblem(option + " takes a whole number, not \"" + text + "\".", e);
        }
    }

    private Target target() {
        return Target.valueOf(call.value(Cuda.BACKEND).orElse("auto").toUpperCase(Locale.ROOT));
    }

    private Checks checks() {
        return Checks.valueOf(call.value(Cuda.CHECK).orElse("auto").toUpperCase(Locale.ROOT));
    }

    private static String summary(String name, CudaModule module) {
        var compiled = module.compiled();
        var lines = new ArrayList<String>();
        var kernels = module.byName().values().stream().map(Object::toString);
        var templates = SourceCompiler.templates(compiled.source())
                .stream()
                .map(one -> one + " is a template: " + name + ".kernel(\"" + one + "<...>\")");
        lines.add(Stream.concat(kernels, templates)
                .collect(Collectors.joining("\n" + " ".repeat(name.length() + 2), name + ": ", "")));
        var time = String.format(Locale.ROOT, "%.0f ms", compiled.nanos() / 1e6);
        lines.add(compiled.compiler() + ", " + compiled.arch() + ", "
                + (compiled.cached() ? "from the cache in " + time : time) + " | runs on " + module.machine());
        module.byName().forEach((kernel, one) -> {
            var resources = one.resources();
            if (resources != null) {
                lines.add(kernel + ": " + resources.registers() + " registers"
                        + (resources.sharedBytes() > 0 ? ", " + resources.sharedBytes() + " B shared" : "")
                        + (resources.localBytes() > 0 ? ", " + resources.localBytes() + " B local" : ""));
            }
        });
        module.lostGpu().ifPresent(lines::add);
        lines.addAll(compiled.notes());
        return String.join("\n", lines) + "\n";
    }
}
