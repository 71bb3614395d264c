package dev.linnet.cuda;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

import dev.linnet.cuda.backend.Backend;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.compiler.CompileCache;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.compiler.Precompiled;
import dev.linnet.cuda.compiler.SourceCompiler;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.profile.Profile;
import dev.linnet.cuda.signature.Signatures;

/**
 * Compiled CUDA C++ and its kernels.
 *
 * <pre>{@code
 * var lin = CudaModule.compile("""
 *         extern "C" __global__ void saxpy(int n, float a, const float* x, float* y) {
 *             int i = blockIdx.x * blockDim.x + threadIdx.x;
 *             if (i < n) y[i] = a * x[i] + y[i];
 *         }""");
 * lin.kernel("saxpy").launch(LaunchShape.forRange(n), n, 2f, x, y);
 * }</pre>
 */
public final class CudaModule {
    private static final int MOST_PROFILES = 64;
    private static final Cleaner CLEANER = Cleaner.create();

    /** One compilation, and it loaded where its kernels run. */
    static final class Unit {
        private final Compiled compiled;
        private final StructWriter structs;
        private final Target target;
        private final LoadedUnits loaded = new LoadedUnits();

        Unit(SourceCompiler compiler, Compiled compiled, Target target) {
            this.compiled = compiled;
            this.structs = new StructWriter(compiler, compiled);
            this.target = target;
            var units = loaded;
            CLEANER.register(this, units::close);
        }

        Compiled compiled() {
            return compiled;
        }

        StructWriter structs() {
            return structs;
        }

        /** Ready to be launched: on the CPU where checks are demanded. */
        Backend.Loaded loaded(Checks checks) {
            return loaded.get(Machines.of(checks == Checks.ON ? Target.CPU : target), compiled);
        }

        /** Ready to be profiled. */
        CpuBackend.OnCpu onCpu() {
            return (CpuBackend.OnCpu) loaded.get(CpuBackend.get(), compiled);
        }
    }

    /** What backends made of one compilation. */
    private static final class LoadedUnits {
        private final IdentityHashMap<Backend, Backend.Loaded> byMachine = new IdentityHashMap<>();

        synchronized Backend.Loaded get(Backend machine, Compiled compiled) {
            return byMachine.computeIfAbsent(machine, one -> one.load(compiled));
        }

        synchronized void close() {
            byMachine.values().forEach(Backend.Loaded::close);
            byMachine.clear();
        }
    }

    private final SourceCompiler compiler;
    private final Target target;
    private volatile Checks checks;
    private Unit main;
    private final Map<String, Kernel> kernels = new LinkedHashMap<>();
    private volatile LaunchWatcher watcher;
    private volatile boolean profiling;
    private final List<Profile> profiles = new ArrayList<>();

    private CudaModule(SourceCompiler compiler, Compiled compiled, Target target, Checks checks) {
        this.compiler = compiler;
        this.target = target;
        this.checks = checks;
        use(new Variant(new Unit(compiler, compiled, target)));
    }

    /** One compilation of the module's source. */
    public static final class Variant {
        private final Unit unit;

        private Variant(Unit unit) {
            this.unit = unit;
        }
    }

    /** What the module's kernels are at present. */
    public synchronized Variant variant() {
        return new Variant(main);
    }

    /**
     * The same source compiled with other macros, {@code NAME} or {@code NAME=VALUE}, which replace those of the same name.
     *
     * @throws dev.linnet.cuda.compiler.CompileException  where the source is wrong with them
     * @throws dev.linnet.cuda.compiler.CompilerException where there is no compiler
     * @throws CancellationException                      where the thread is interrupted
     */
    public Variant variant(List<String> defines) {
        var now = compiled();
        return new Variant(new Unit(compiler, uninterrupted(() -> compiler.compile(now.name(), now.source(), List.of(),
                now.options().withDefines(defines), now.arch())), target));
    }

    /** From now on the module's kernels are those of a variant of it. */
    public final synchronized void use(Variant variant) {
        main = variant.unit;
        kernels.clear();
        Signatures.javaNames(main.compiled().signatures())
                .forEach((name, signature) -> kernels.put(name, new Kernel(this, variant.unit, signature)));
    }

    LaunchWatcher watcher() {
        return watcher;
    }

    /** Who is told of every launch from now on; null for nobody. */
    public void watch(LaunchWatcher who) {
        watcher = who;
    }

    /** Compiles for whatever machine there is; see {@link #compile(String, String, CompileOptions, Target, Checks)}. */
    public static CudaModule compile(String source) {
        return compile(source, CompileOptions.standard());
    }

    /** Compiles for whatever machine there is; see {@link #compile(String, String, CompileOptions, Target, Checks)}. */
    public static CudaModule compile(String source, CompileOptions options) {
        return compile("cell", source, options, Target.AUTO, Checks.AUTO);
    }

    /**
     * Compiles, or takes from the cache.
     *
     * @param name    what errors call the source
     * @param source  CUDA C++
     * @param options how it is compiled
     * @param target  where its kernels run
     * @param checks  what the CPU engine looks for
     * @throws dev.linnet.cuda.compiler.CompileException  where the source is wrong, with its lines
     * @throws dev.linnet.cuda.compiler.CompilerException where there is no compiler; the message says what to install
     * @throws IllegalStateException                      where a GPU is demanded and there is none
     * @throws CancellationException                      where the thread is interrupted
     */
    public static CudaModule compile(String name, String source, CompileOptions options, Target target,
            Checks checks) {
        var backend = Machines.of(target);
        if (backend instanceof CpuBackend) {
            CpuBackend.warmUp();
        }
        return uninterrupted(() -> {
            var compiler = SourceCompiler.ofThisMachine();
            return new CudaModule(compiler,
                    compiler.compile(name, source, List.of(), options, backend.architecture()), target, checks);
        });
    }

    /**
     * A module of PTX that was compiled before, for machines without a compiler.
     *
     * @param name   what errors call the source
     * @param source what the PTX was compiled from; names of parameters come from it
     * @param ptx    what {@link Compiled#portable} gave
     * @param target where its kernels run
     */
    public static CudaModule ofPtx(String name, String source, String ptx, Target target) {
        var compiled = Precompiled.read(name, source, ptx, Machines.of(target).architecture());
        return new CudaModule(new SourceCompiler(List.of(), CompileCache.ofUser()), compiled, target,
                Checks.AUTO);
    }

    private interface Interruptible<T> {
        T run() throws InterruptedException;
    }

    private static <T> T uninterrupted(Interruptible<T> work) {
        try {
            return work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var stopped = new CancellationException("Compiling was interrupted.");
            stopped.initCause(e);
            throw stopped;
        }
    }

    /** What the CPU engine looks for. */
    public Checks checks() {
        return checks;
    }

    /** What the CPU engine looks for in launches from now on; {@link Checks#ON} has them run there. */
    public void checks(Checks value) {
        checks = value;
    }

    /** Whether launches are counted. */
    public boolean profiling() {
        return profiling;
    }

    /** Whether launches from now on run in the CPU engine's interpreter and are counted; see {@link #profiles}. */
    public void profiling(boolean on) {
        if (on && !profiling) {
            synchronized (profiles) {
                profiles.clear();
            }
        }
        profiling = on;
    }

    /**
     * What launches did since {@link #profiling} was switched on, those of a kernel in the same shape summed up; of more than
     * 64 shapes the last ones.
     */
    public List<Profile> profiles() {
        synchronized (profiles) {
            return List.copyOf(profiles);
        }
    }

    void record(Profile profile) {
        synchronized (profiles) {
            for (int k = 0; k < profiles.size(); k++) {
                if (profiles.get(k).resembles(profile)) {
                    profiles.set(k, profiles.get(k).plus(profile));
                    return;
                }
            }
            profiles.add(profile);
            if (profiles.size() > MOST_PROFILES) {
                profiles.removeFirst();
            }
        }
    }

    /** The machine that its kernels run on: {@code CPU} or the GPU's name. */
    public String machine() {
        return Machines.of(target).title();
    }

    /** Why its kernels run on the CPU though the machine has a GPU and nobody forbade it; empty where that is not so. */
    public Optional<String> lostGpu() {
        return target == Target.AUTO ? Optional.ofNullable(Machines.lost()) : Optional.empty();
    }

    /** Where its kernels run. */
    public Target target() {
        return target;
    }

    /** What the compiler made. */
    public synchronized Compiled compiled() {
        return main.compiled();
    }

    /** Portable assembly. */
    public String ptx() {
        return compiled().ptx();
    }

    /** Its kernels, instances of templates that were asked for included. */
    public synchronized List<Kernel> kernels() {
        return new ArrayList<>(kernels.values());
    }

    /** Names for Java, each with its kernel. */
    public synchronized Map<String, Kernel> byName() {
        return new LinkedHashMap<>(kernels);
    }

    /**
     * A kernel by its name; {@code scale<float, 4>} compiles an instance of a template when it is first asked for.
     *
     * @throws IllegalArgumentException where there is none of this name; the message lists those that there are
     */
    public synchronized Kernel kernel(String name) {
        if (name == null) {
            throw new IllegalArgumentException("The name of a kernel is null; there are: " + told() + ".");
        }
        var known = kernels.get(name);
        if (known != null) {
            return known;
        }
        for (var kernel : kernels.values()) {
            if (plain(kernel.name()).equals(plain(name)) || kernel.signature().entry().equals(name)) {
                return kernel;
            }
        }
        if (name.endsWith(">")) {
            return instantiate(name);
        }
        if (SourceCompiler.templates(compiled().source()).contains(name)) {
            throw new IllegalArgumentException(
                    name + " is a template: say which instance, such as kernel(\"" + name + "<float>\").");
        }
        throw new IllegalArgumentException(
                "There is no kernel " + name + " in " + compiled().name() + "; there are: " + told() + ".");
    }

    private String told() {
        return kernels.values().stream().map(Kernel::toString).collect(Collectors.joining(", "));
    }

    private Kernel instantiate(String name) {
        var again = uninterrupted(() -> compiler.compile(compiled().name(), compiled().source(), List.of(name),
                compiled().options(), compiled().arch()));
        var unit = new Unit(compiler, again, target);
        var known = kernels.values().stream().map(kernel -> kernel.signature().entry()).toList();
        var signature = again.signatures()
                .stream()
                .filter(one -> !known.contains(one.entry()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The compiler made no instance " + name + "."));
        var kernel = new Kernel(this, unit, signature);
        kernels.put(signature.name(), kernel);
        return kernel;
    }

    private static String plain(String name) {
        return name.replaceAll("\\s+", "");
    }

    /** Its kernels' signatures, one a line. */
    @Override
    public String toString() {
        return compiled().signatures().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }
}
