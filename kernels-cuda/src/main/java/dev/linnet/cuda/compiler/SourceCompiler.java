package dev.linnet.cuda.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.linnet.cuda.signature.KernelDeclaration;
import dev.linnet.cuda.signature.KernelScanner;
import dev.linnet.cuda.signature.Probes;
import dev.linnet.cuda.signature.Signatures;
import dev.linnet.cuda.signature.StructLayout;

/** Compiles sources with the first of some front ends and keeps the results. */
public final class SourceCompiler {
    /** Changes when the probes or the entries do: entries of other versions are then not found. */
    private static final String FORMAT = "2";
    private static final Pattern UNKNOWN = Pattern
            .compile(".*(undefined|undeclared|has no (actual )?member|no member named|not been declared"
                    + "|name followed by).*");
    /** What compilers say of a probe after they have said what is wrong with it. */
    private static final Pattern FOLLOWING = Pattern
            .compile(".*(explicitly instantiated more than once|<error-type>|candidate template ignored"
                    + "|linnet_cu_k is not a template|nvalid explicit instantiation declaration"
                    + "|explicit instantiation is not allowed in the current scope).*");
    private static final Pattern SEVERAL = Pattern
            .compile(".*(overloaded|ambiguous|cannot determine which instance|more than one).*");

    private final List<FrontEnd> frontEnds;
    private final CompileCache cache;

    /** Compiles with the first of {@code frontEnds}; they may be none, and then only {@code cache} is of help. */
    public SourceCompiler(List<FrontEnd> frontEnds, CompileCache cache) {
        this.frontEnds = List.copyOf(frontEnds);
        this.cache = cache;
    }

    /** The names of a source's kernels that are templates. */
    public static List<String> templates(String source) {
        return KernelScanner.scan(source)
                .stream()
                .filter(KernelDeclaration::template)
                .map(KernelDeclaration::name)
                .distinct()
                .toList();
    }

    /** With the compilers of this machine and the user's cache. */
    public static SourceCompiler ofThisMachine() throws InterruptedException {
        return new SourceCompiler(Compilers.ofThisMachine().found(), CompileCache.ofUser());
    }

    /**
     * Compiles, or takes from the cache.
     *
     * @param name      what errors call the source
     * @param source    CUDA C++
     * @param instances template kernels to instantiate, such as {@code scale<float, 4>}
     * @param options   how
     * @param device    the architecture that {@code auto} stands for
     * @throws CompileException     where the source is wrong
     * @throws CompilerException    where there is no compiler, or it does not work
     * @throws InterruptedException where the thread is interrupted
     */
    public Compiled compile(String name, String source, List<String> instances, CompileOptions options, String device)
            throws InterruptedException {
        return new Compilation(name.replaceAll("[^\\w.\\-\\[\\] ]", "_"), source, instances, options,
                options.arch().equals("auto") ? device : options.arch()).run();
    }

    /**
     * Where members of a struct lie; the compiler is asked once and the answer kept.
     *
     * @throws IllegalArgumentException where the struct has no such member
     */
    public StructLayout layout(Compiled compiled, String struct, List<String> fields) throws InterruptedException {
        var probes = StructLayout.probes(struct, fields);
        var options = compiled.options();
        var key = String.join("\u0000", FORMAT, "layout", compiled.source(), probes, options.key(compiled.arch()),
                Headers.of(compiled.source(), options.includes()).toString());
        var frontEnd = frontEnds.isEmpty() ? null : frontEnds.getFirst();
        var identity = frontEnd == null ? null : frontEnd.identity();
        var found = cache.find(key, identity).entry();
        if (found.isPresent()) {
            return StructLayout.read(found.get().translation().ptx(), struct, fields);
        }
        if (frontEnd == null) {
            throw new CompilerException(Compilers.ADVICE);
        }
        try {
            var entry = layout(compiled, probes);
            cache.put(key, identity, entry);
            return StructLayout.read(entry.translation().ptx(), struct, fields);
        } catch (CompilerException broken) {
            var other = cache.find(key, null).entry();
            if (other.isEmpty()) {
                throw broken;
            }
            return StructLayout.read(other.get().translation().ptx(), struct, fields);
        } catch (CompilerFailure failure) {
            for (var one : Diagnostics.parse(failure.log(), compiled.source())) {
                int field = one.file().equals(Probes.FILE) ? StructLayout.fieldAt(one.line()) : -1;
                if (one.error() && field >= 0 && field < fields.size()) {
                    throw new IllegalArgumentException("The struct " + struct + " has no member " + fields.get(field)
                            + " that a record could stand for: " + one.message(), failure);
                }
            }
            throw new IllegalArgumentException(
                    "The layout of " + struct + " cannot be found out: " + failure.log().strip(), failure);
        }
    }

    /** Compiles the source and the probes behind it with the first front end that has its headers. */
    private CompileCache.Entry layout(Compiled compiled, String probes) throws CompilerFailure, InterruptedException {
        CompilerFailure first = null;
        for (var frontEnd : frontEnds) {
            try {
                return new CompileCache.Entry(frontEnd.title(), List.of(), frontEnd.translate(compiled.name(),
                        "#line 1 \"" + compiled.name() + "\"\n" + compiled.source() + "\n" + probes,
                        compiled.options(), compiled.arch()));
            } catch (CompilerFailure failure) {
                if (!CompileException.lacksHeader(Diagnostics.parse(failure.log(), compiled.source()))) {
                    throw failure;
                }
                first = first == null ? failure : first;
            }
        }
        throw first;
    }

    private final class Compilation {
        private final String name;
        private final String source;
        private final CompileOptions options;
        private final String arch;
        private final long begin = System.nanoTime();
        private final List<KernelDeclaration> kernels;
        private final List<String> notes = new ArrayList<>();
        private final String key;

        Compilation(String name, String source, List<String> instances, CompileOptions options, String arch) {
            this.name = name;
            this.source = source;
            this.options = options;
            this.arch = arch;
            var scanned = KernelScanner.scan(source);
            this.kernels = new ArrayList<>(scanned.stream()
                    .filter(kernel -> !kernel.template() && (kernel.definition() || kernel.name().endsWith(">")))
                    .toList());
            instances.forEach(instance -> kernels.add(instance(instance, scanned)));
            this.key = String.join("\u0000", FORMAT, name, source, String.join("\n", instances), options.key(arch),
                    Headers.of(source, options.includes()).toString());
        }

        private KernelDeclaration instance(String wanted, List<KernelDeclaration> scanned) {
            int arguments = wanted.indexOf('<');
            var base = arguments < 0 ? wanted : wanted.substring(0, arguments).strip();
            return scanned.stream()
                    .filter(kernel -> kernel.template()
                            && (kernel.name().equals(base) || kernel.name().endsWith("::" + base)))
                    .findFirst()
                    .map(kernel -> new KernelDeclaration(kernel.name() + wanted.substring(base.length()),
                            kernel.line(), false, true, kernel.parameters()))
                    .orElseThrow(() -> new IllegalArgumentException(noTemplate(base, scanned)));
        }

        private String noTemplate(String base, List<KernelDeclaration> scanned) {
            if (scanned.stream().anyMatch(kernel -> kernel.name().equals(base))) {
                return base + " is no template: it is called without <>.";
            }
            var there = templates(source);
            return "There is no template kernel " + base + " in " + name
                    + (there.isEmpty() ? "." : "; there are: " + String.join(", ", there) + ".");
        }

        Compiled run() throws InterruptedException {
            if (!source.contains("__global__") && !source.contains("#include")) {
                throw CompileException.at(name, source, 0, "there is no kernel here: a kernel is a function that begins"
                        + " with __global__ void, such as\n    __global__ void twice(int n, float* x) { ... }");
            }
            var frontEnd = frontEnds.isEmpty() ? null : frontEnds.getFirst();
            var identity = frontEnd == null ? null : frontEnd.identity();
            var found = cache.find(key, identity);
            if (found.damaged()) {
                notes.add("A damaged entry of the cache was thrown away and made again.");
            }
            if (found.entry().isPresent()) {
                return compiled(found.entry().get(), true);
            }
            if (frontEnd == null) {
                throw new CompilerException(Compilers.ADVICE);
            }
            CompileCache.Entry entry;
            try {
                entry = compileWithAny();
            } catch (CompilerException broken) {
                var other = cache.find(key, null).entry();
                if (other.isEmpty()) {
                    throw broken;
                }
                notes.add(broken.getMessage() + " What " + other.get().compiler() + " made of it before is used.");
                return compiled(other.get(), true);
            }
            var compiled = compiled(entry, false);
            var unwritten = cache.put(key, identity, entry);
            if (unwritten.isEmpty()) {
                return compiled;
            }
            notes.add(unwritten.get());
            return compiled(entry, false);
        }

        /** With the first front end, or where that one lacks a header, with one that has it. */
        private CompileCache.Entry compileWithAny() throws InterruptedException {
            CompileException first = null;
            for (var frontEnd : frontEnds) {
                try {
                    return compile(frontEnd);
                } catch (CompileException wrong) {
                    if (!wrong.lacksHeader()) {
                        throw wrong;
                    }
                    first = first == null ? wrong : first;
                } catch (CompilerException broken) {
                    if (first == null) {
                        throw broken;
                    }
                }
            }
            throw first;
        }

        private Compiled compiled(CompileCache.Entry entry, boolean cached) {
            var probed = entry.probed().stream().map(this::declaration).toList();
            var signatures = Signatures.read(entry.translation().ptx(), probed);
            if (signatures.isEmpty() && kernels.isEmpty() && KernelScanner.scan(source).isEmpty()) {
                throw CompileException.at(name, source, 0,
                        "there is no kernel here: a kernel is a function that begins with __global__ void");
            }
            var warnings = Diagnostics.parse(entry.translation().log(), source)
                    .stream()
                    .filter(one -> !one.error() && one.file().equals(name))
                    .toList();
            return new Compiled(name, source, options, arch, entry.compiler(),
                    entry.translation().ptx(), entry.translation().cubin(), signatures,
                    entry.translation().resources(), warnings, cached,
                    System.nanoTime() - begin, notes);
        }

        private KernelDeclaration declaration(String probed) {
            return kernels.stream()
                    .filter(kernel -> kernel.name().equals(probed))
                    .findFirst()
                    .orElseGet(() -> new KernelDeclaration(probed, 0, false, true, List.of()));
        }

        private CompileCache.Entry compile(FrontEnd frontEnd) throws InterruptedException {
            var probed = new ArrayList<>(kernels.stream().map(KernelDeclaration::name).toList());
            var translation = translate(frontEnd, probed);
            var signatures = Signatures.read(translation.ptx(), probed.stream().map(this::declaration).toList());
            var missing = Signatures.missing(translation.ptx(), signatures);
            if (!missing.isEmpty()) { // kernels that macros write: now their names are known
                probed.addAll(missing);
                translation = translate(frontEnd, probed);
            }
            return new CompileCache.Entry(frontEnd.title(), probed, translation);
        }

        /** Compiles with probes for {@code probed}, from which kernels are taken that the preprocessor left out. */
        private Translation translate(FrontEnd frontEnd, List<String> probed) throws InterruptedException {
            while (true) {
                try {
                    return frontEnd.translate(name, "#line 1 \"" + name + "\"\n" + source + "\n" + Probes.text(probed),
                            options, arch);
                } catch (CompilerFailure failure) {
                    var diagnostics = Diagnostics.parse(failure.log(), source);
                    var unknown = unknown(diagnostics, probed);
                    if (unknown.isEmpty()) {
                        throw CompileException.of(name, source, SourceEnd.told(name, source, diagnostics)
                                .stream()
                                .filter(one -> !isFollowing(one) && !isLeftOut(one, probed))
                                .map(one -> atKernel(one, probed))
                                .toList(), failure.log(), headers(frontEnd));
                    }
                    probed.removeAll(unknown);
                }
            }
        }

        /** The kernels that the preprocessor left out; empty where anything else is wrong too. */
        private Set<String> unknown(List<Diagnostic> diagnostics, List<String> probed) {
            var unknown = new HashSet<String>();
            for (var one : diagnostics) {
                if (isLeftOut(one, probed)) {
                    unknown.add(probed.get(Probes.kernelAt(one.line())));
                } else if (one.error() && !isFollowing(one)) {
                    return Set.of();
                }
            }
            return unknown;
        }

        /** Whether it says that a kernel which the scanner saw does not exist. */
        private boolean isLeftOut(Diagnostic one, List<String> probed) {
            int index = one.file().equals(Probes.FILE) ? Probes.kernelAt(one.line()) : -1;
            return one.error() && index >= 0 && index < probed.size() && !probed.get(index).endsWith(">")
                    && UNKNOWN.matcher(one.message()).matches();
        }

        private static boolean isFollowing(Diagnostic one) {
            return one.file().equals(Probes.FILE) && FOLLOWING.matcher(one.message()).matches();
        }

        /** Errors in a probe are errors of its kernel. */
        private Diagnostic atKernel(Diagnostic one, List<String> probed) {
            int index = one.file().equals(Probes.FILE) ? Probes.kernelAt(one.line()) : -1;
            if (index < 0 || index >= probed.size()) {
                return one;
            }
            var kernel = declaration(probed.get(index));
            if (kernel.name().endsWith(">")) {
                return new Diagnostic(one.error(), name, kernel.line(), 0, kernel.name() + " fits no template: "
                        + one.message());
            }
            var message = SEVERAL.matcher(one.message()).matches()
                    ? "there are several kernels named " + kernel.name() + "; give each a name of its own"
                    : kernel.name() + ": " + one.message();
            return new Diagnostic(one.error(), name, kernel.line(), 0, message);
        }

        private String headers(FrontEnd frontEnd) {
            return frontEnd.title() + " looks in " + (options.includes().isEmpty()
                    ? "its own folders only"
                    : String.join(", ", options.includes().stream().map(Object::toString).toList())
                            + " and its own folders");
        }
    }
}
