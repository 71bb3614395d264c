package dev.linnet.cuda.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.LaunchOptions;
import dev.linnet.cuda.ptx.LoadedModule;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** Times of the kernels of {@code benchmark.cu} on the CPU engine, whose PTX lies beside it. */
final class EngineTimes {
    /** In a class of its own, so that first launches do not pay for it. */
    private static final class Processor {
        static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();
    }

    /** Nanoseconds of processor time in which everything is compiled. */
    private static final long WHILE = 500_000_000L;
    /** The same for byte code, which the virtual machine compiles only after a while. */
    private static final long COMPILED_WHILE = 12_000_000_000L;
    /** Milliseconds in which two threads have both cores for themselves once. */
    private static final double BOTH_CORES_WHILE = 2_000;
    /** Launches on one and on two threads before any counts. */
    private static final int UNCOUNTED = 3;
    private static final int TILE = 16;
    private static final int BLOCK = 256;
    private static final int SHARED = (64 * 64 + 3 * 32 * 64 + 32 * 32) * Float.BYTES;

    private final Workload load;
    private final DeviceMemory memory = new DeviceMemory();
    private final PtxEngine engine = new PtxEngine(memory);
    private final LoadedModule module;
    private final Map<Workload.Case, Runnable> launches = new EnumMap<>(Workload.Case.class);
    private final Map<Workload.Case, Result> results = new EnumMap<>(Workload.Case.class);
    private LaunchOptions options = LaunchOptions.DEFAULT;

    /** A number that a kernel's first launch leaves, where all arrays hold quarters before. */
    private record Result(Buffer array, long index, float expected) {}

    EngineTimes(Workload load) {
        this.load = load;
        module = engine.load(PtxModule.parse(text("/dev/linnet/cuda/ptx/benchmark.ptx")));
        Buffer x = floats("x", load.n());
        Buffer y = floats("y", load.n());
        Buffer a = floats("a", load.side() * load.side());
        Buffer b = floats("b", load.side() * load.side());
        Buffer c = floats("c", load.side() * load.side());
        Buffer q = floats("q", load.heads() * load.length() * 64);
        Buffer out = floats("out", load.heads() * load.length() * 64);
        int tiles = load.side() / TILE;
        launches.put(Workload.Case.SAXPY,
                () -> launch("saxpy", Dim3.of(load.n() / BLOCK), Dim3.of(BLOCK), 0, load.n(), 2f, x, y));
        launches.put(Workload.Case.MATMUL,
                () -> launch("matmul", Dim3.of(tiles, tiles), Dim3.of(TILE, TILE), 0, load.side(), a, b, c));
        launches.put(Workload.Case.REDUCE,
                () -> launch("reduce", Dim3.of(Math.min(1024, load.n() / BLOCK)), Dim3.of(BLOCK), 0, load.n(), x, c));
        launches.put(Workload.Case.LINATTN,
                () -> launch("linattn", Dim3.of(load.heads()), Dim3.of(BLOCK), SHARED, load.length(), q, q, q, out));
        results.put(Workload.Case.SAXPY, new Result(y, load.n() - 1, 0.75f));
        results.put(Workload.Case.MATMUL, new Result(c, (long) load.side() * load.side() - 1, load.side() / 16f));
        results.put(Workload.Case.REDUCE, new Result(c, 0, (load.n() + 1) / 4f));
        results.put(Workload.Case.LINATTN, new Result(out, (long) load.length() * 64 - 1, load.length()));
    }

    static String text(String resource) {
        try (InputStream in = EngineTimes.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Buffer floats(String name, int count) {
        Buffer b = memory.allocate(name, Float.BYTES, count);
        float[] values = new float[count];
        Arrays.fill(values, 0.25f);
        MemorySegment.copy(values, 0, b.segment(), ValueLayout.JAVA_FLOAT, 0, count);
        return b;
    }

    private void launch(String kernel, Dim3 grid, Dim3 block, int shared, Object... arguments) {
        PtxModule.Entry entry = module.module().entry(kernel);
        ByteBuffer parameters = ByteBuffer.allocate(entry.parameterBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < arguments.length; i++) {
            int at = entry.parameters().get(i).offset();
            switch (arguments[i]) {
                case Buffer b -> parameters.putLong(at, b.address());
                case Float f -> parameters.putFloat(at, f);
                default -> parameters.putInt(at, (Integer) arguments[i]);
            }
        }
        engine.launch(module, kernel, grid, block, shared, parameters.array(), options);
    }

    /** Milliseconds of the best of so many runs, and of as many as make up a while. */
    private static double best(int runs, Runnable work) {
        return best(runs, WHILE, work);
    }

    private static double best(int runs, long atLeast, Runnable work) {
        long best = Long.MAX_VALUE;
        long all = 0;
        for (int k = 0; k < runs || all < atLeast; k++) {
            long start = Processor.TIME.getCurrentThreadCpuTime();
            work.run();
            long took = Processor.TIME.getCurrentThreadCpuTime() - start;
            best = Math.min(best, took);
            all += took;
        }
        return best * 1e-6;
    }

    private static double wall(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-6;
    }

    /** Best milliseconds of processor time with one host thread, in the interpreter. */
    double alone(Workload.Case c, boolean checks) {
        options = LaunchOptions.DEFAULT.withThreads(1).withChecks(checks).withJit(LaunchOptions.Jit.OFF);
        return best(load.runs(), launches.get(c));
    }

    /** The same where the engine decides when to use byte code. */
    double compiled(Workload.Case c) {
        options = LaunchOptions.DEFAULT.withThreads(1).withJit(LaunchOptions.Jit.AUTO);
        return best(load.runs(), load.equals(Workload.FULL) ? COMPILED_WHILE : WHILE, launches.get(c));
    }

    /** How many times as fast two host threads are as one in the interpreter, by the wall. */
    double speedup(Workload.Case c, boolean checks) {
        return speedup(c, LaunchOptions.DEFAULT.withChecks(checks).withJit(LaunchOptions.Jit.OFF));
    }

    /** The same for byte code, once it has been {@linkplain #compiled measured} on one thread. */
    double compiledSpeedup(Workload.Case c) {
        return speedup(c, LaunchOptions.DEFAULT.withJit(LaunchOptions.Jit.AUTO));
    }

    /** The best of both, in turns, after some that do not count, in which what two threads need is compiled. */
    private double speedup(Workload.Case c, LaunchOptions plain) {
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE};
        double enough = load.equals(Workload.FULL) ? BOTH_CORES_WHILE : 0;
        double counted = 0;
        for (int k = -UNCOUNTED; k < load.runs() || counted < enough; k++) {
            for (int turn = 0; turn < 2; turn++) {
                int threads = (k + turn & 1) + 1;
                options = plain.withThreads(threads);
                double millis = wall(launches.get(c));
                if (k >= 0) {
                    best[threads - 1] = Math.min(best[threads - 1], millis);
                    counted += millis;
                }
            }
        }
        return best[0] / best[1];
    }

    /** Launches a kernel for the first time, as a user does who has asked for nothing but checks or byte code. */
    void first(Workload.Case c, boolean checks, LaunchOptions.Jit jit) {
        options = LaunchOptions.DEFAULT.withChecks(checks).withJit(jit);
        launches.get(c).run();
        Result result = results.get(c);
        float left = result.array().segment().getAtIndex(ValueLayout.JAVA_FLOAT, result.index());
        if (left != result.expected()) {
            throw new IllegalStateException(c + " gives " + left + " instead of " + result.expected());
        }
    }

    /** Microseconds of a launch of one block of 256 threads that have next to nothing to do. */
    double overhead(boolean checks) {
        options = LaunchOptions.DEFAULT.withThreads(1).withChecks(checks);
        Buffer x = floats("few", BLOCK);
        Runnable tiny = () -> launch("saxpy", Dim3.of(1), Dim3.of(BLOCK), 0, BLOCK, 2f, x, x);
        double sum = best(5 * load.runs(), () -> {
            for (int k = 0; k < 1000; k++) {
                tiny.run();
            }
        });
        memory.free(x);
        return sum;
    }
}
