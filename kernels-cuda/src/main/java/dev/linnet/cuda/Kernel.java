package dev.linnet.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import dev.linnet.cuda.backend.Architecture;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.Dim3;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.StillRunningException;
import dev.linnet.cuda.compiler.Translation;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.profile.Profile;
import dev.linnet.cuda.ptx.KernelFault;
import dev.linnet.cuda.ptx.LaunchProfile;
import dev.linnet.cuda.signature.Signature;

/** A kernel of a {@link CudaModule}: everything that is passed is checked against its signature before anything runs. */
public final class Kernel {
    private static final int BLOCK_Z = 64;
    private static final int GRID_YZ = 65535;

    private final CudaModule module;
    private final CudaModule.Unit unit;
    private final Signature signature;

    Kernel(CudaModule module, CudaModule.Unit unit, Signature signature) {
        this.module = module;
        this.unit = unit;
        this.signature = signature;
    }

    /** Its name and parameters. */
    public Signature signature() {
        return signature;
    }

    /** Its name as C++ has it. */
    public String name() {
        return signature.name();
    }

    /** What a thread and a block need, or null where the compiler does not tell. */
    public Translation.Resources resources() {
        return unit.compiled().resources().get(signature.entry());
    }

    /** Launches {@code grid} blocks of {@code block} threads; see {@link #launch(LaunchShape, Object...)}. */
    public LaunchReport launch(int grid, int block, int sharedBytes, Object... arguments) {
        return launch(new LaunchShape(Dim3.of(grid), Dim3.of(block), sharedBytes), arguments);
    }

    /** Launches {@code grid} blocks of {@code block} threads; see {@link #launch(LaunchShape, Object...)}. */
    public LaunchReport launch(Dim3 grid, Dim3 block, int sharedBytes, Object... arguments) {
        return launch(new LaunchShape(grid, block, sharedBytes), arguments);
    }

    /**
     * Launches and waits for the end. Arrays are copied in, and back unless the parameter is {@code const}.
     *
     * @param arguments for each parameter a number of its type, an array, a {@link Buffer}, a
     *                  {@link java.lang.foreign.MemorySegment} or a record
     * @throws IllegalArgumentException where shape or arguments do not fit; nothing has run then
     * @throws RuntimeException         where the kernel does something wrong, with its line
     * @throws CancellationException    where the thread is interrupted; its interrupt flag is set again
     */
    public LaunchReport launch(LaunchShape shape, Object... arguments) {
        return launch(module.checks(), shape, arguments);
    }

    /** Launches on the CPU with every check, whatever the module's target is. */
    public LaunchReport check(LaunchShape shape, Object... arguments) {
        return launch(Checks.ON, shape, arguments);
    }

    /** Profiles {@code grid} blocks of {@code block} threads; see {@link #profile(LaunchShape, Object...)}. */
    public Profile profile(int grid, int block, int sharedBytes, Object... arguments) {
        return profile(new LaunchShape(Dim3.of(grid), Dim3.of(block), sharedBytes), arguments);
    }

    /** Profiles {@code grid} blocks of {@code block} threads; see {@link #profile(LaunchShape, Object...)}. */
    public Profile profile(Dim3 grid, Dim3 block, int sharedBytes, Object... arguments) {
        return profile(new LaunchShape(grid, block, sharedBytes), arguments);
    }

    /**
     * Launches in the interpreter of the CPU engine, whatever the module's target is, and counts what each line does. Arrays are copied
     * as by {@link #launch(LaunchShape, Object...) launch}, and the results are the same ones.
     *
     * @throws IllegalArgumentException where shape or arguments do not fit; nothing has run then
     * @throws RuntimeException         where the kernel does something wrong, with its line
     * @throws CancellationException    where the thread is interrupted; its interrupt flag is set again
     */
    public Profile profile(LaunchShape shape, Object... arguments) {
        return bound(Checks.OFF, shape, arguments, (request, _) -> profile(shape, unit.onCpu().profile(request)));
    }

    private Profile profile(LaunchShape shape, LaunchProfile counted) {
        var resources = resources();
        return Profile.of(counted, signature.name(), shape.grid(), shape.block(),
                shape.sharedBytes() + staticShared(), resources == null ? 0 : resources.registers(),
                occupancy(shape.block(), shape.sharedBytes()), unit.compiled().name(), unit.compiled().source());
    }

    private LaunchReport launch(Checks checks, LaunchShape shape, Object... arguments) {
        return bound(checks, shape, arguments, (request, bytes) -> {
            if (module.profiling()) {
                var counted = unit.onCpu().profile(request);
                module.record(profile(shape, counted));
                return report(shape, CpuBackend.get().outcome(counted.report()), bytes, Optional.empty());
            }
            var watcher = module.watcher();
            if (watcher != null) {
                watcher.before(request, arguments);
            }
            var loaded = unit.loaded(checks);
            var outcome = loaded.launch(request);
            if (watcher != null) {
                watcher.after(request, outcome, loaded.settled(request));
            }
            return report(shape, outcome, bytes, checks == Checks.ON ? Optional.empty() : module.lostGpu());
        });
    }

    /** What is done with a request while its arguments are bound. */
    private interface Launching<T> {
        T run(LaunchRequest request, long bytes) throws InterruptedException;
    }

    private <T> T bound(Checks checks, LaunchShape shape, Object[] arguments, Launching<T> launching) {
        requireShape(shape);
        try {
            var bound = new Arguments(signature, unit.structs(), arguments);
            try {
                var request = new LaunchRequest(signature, shape.grid(), shape.block(), shape.sharedBytes(),
                        bound.bound(), checks);
                var result = launching.run(request, bound.bytes());
                bound.copyBack();
                return result;
            } finally {
                bound.release();
            }
        } catch (KernelFault fault) {
            fault.setStackTrace(sinceLaunch(fault.getStackTrace()));
            throw fault;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var stopped = new CancellationException(e instanceof StillRunningException
                    ? e.getMessage()
                    : signature.simpleName() + " was interrupted.");
            stopped.initCause(e);
            throw stopped;
        }
    }

    /** Who launched: a fault's message says where in the kernel it happened. */
    private static StackTraceElement[] sinceLaunch(StackTraceElement[] trace) {
        int begin = trace.length;
        while (begin > 0 && !trace[begin - 1].getClassName().equals(Kernel.class.getName())) {
            begin--;
        }
        return Arrays.copyOfRange(trace, begin, trace.length);
    }

    private LaunchReport report(LaunchShape shape, dev.linnet.cuda.backend.Outcome outcome, long passedBytes,
            Optional<String> note) {
        var resources = resources();
        int registers = resources == null ? 0 : resources.registers();
        int shared = shape.sharedBytes() + staticShared();
        var notes = new ArrayList<>(outcome.notes());
        note.ifPresent(notes::add);
        return new LaunchReport(signature.name(), outcome.backend(), shape.grid(), shape.block(), shared,
                outcome.nanos(), outcome.bytes() >= 0 ? outcome.bytes() : passedBytes, outcome.flop(), registers,
                occupancy(shape.block(), shape.sharedBytes()), notes);
    }

    private int staticShared() {
        var resources = resources();
        return resources == null ? 0 : resources.sharedBytes();
    }

    /** The share of a GPU multiprocessor's warps that can be resident with such blocks, 0 to 1. */
    public double occupancy(Dim3 block, int sharedBytes) {
        var resources = resources();
        return Architecture.of(unit.compiled().arch())
                .occupancy((int) block.count(), resources == null ? 0 : resources.registers(),
                        staticShared() + sharedBytes);
    }

    private void requireShape(LaunchShape shape) {
        var name = signature.simpleName();
        if (shape == null || shape.grid() == null || shape.block() == null) {
            throw new IllegalArgumentException(name + ": how many blocks and threads run is null: write"
                    + " LaunchShape.of(grid, block) or LaunchShape.forRange(n)");
        }
        var grid = shape.grid();
        var block = shape.block();
        if (grid.x() < 1 || grid.y() < 1 || grid.z() < 1 || block.x() < 1 || block.y() < 1 || block.z() < 1) {
            throw new IllegalArgumentException(
                    name + "<<<" + grid + ", " + block + ">>>: every number must be at least 1");
        }
        if (block.count() > Architecture.THREADS_PER_BLOCK) {
            throw new IllegalArgumentException(name + ": a block has at most " + Architecture.THREADS_PER_BLOCK
                    + " threads, got " + block + (block.y() == 1 && block.z() == 1 ? "" : " = " + block.count())
                    + ": use more blocks");
        }
        if (block.z() > BLOCK_Z || grid.y() > GRID_YZ || grid.z() > GRID_YZ) {
            throw new IllegalArgumentException(name + "<<<" + grid + ", " + block + ">>>: a block has at most "
                    + BLOCK_Z + " threads in z, a grid at most " + GRID_YZ + " blocks in y and z");
        }
        var architecture = Architecture.of(unit.compiled().arch());
        long shared = (long) staticShared() + shape.sharedBytes();
        if (shape.sharedBytes() < 0 || shared > architecture.sharedPerBlock()) {
            throw new IllegalArgumentException(name + ": a block has at most " + architecture.sharedPerBlock()
                    + " bytes of shared memory on " + architecture.name() + ", got " + shape.sharedBytes()
                    + (staticShared() > 0 ? " besides the " + staticShared() + " that the kernel declares" : ""));
        }
    }

    /** Its signature. */
    @Override
    public String toString() {
        return signature.toString();
    }
}
