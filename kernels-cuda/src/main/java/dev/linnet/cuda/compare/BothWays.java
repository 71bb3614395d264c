package dev.linnet.cuda.compare;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.linnet.cuda.CudaModule;
import dev.linnet.cuda.LaunchWatcher;
import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.cpu.CpuBackend;
import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.KernelFault;
import dev.linnet.cuda.ptx.LaunchOptions;
import dev.linnet.cuda.ptx.LaunchOptions.Jit;
import dev.linnet.cuda.ptx.LaunchReport;
import dev.linnet.cuda.ptx.LoadedModule;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/**
 * Pins byte code to the interpreter. Before each launch of a module's kernels, wherever that runs, the same launch runs twice on copies
 * of its memory, without checks beyond those of bounds: in the interpreter on one thread, and in byte code on two. Both have to leave
 * the same bits in all of that memory, count the same on each line, print the same, and complain of the same fault.
 *
 * <pre>{@code
 * try (var compared = BothWays.of(module)) {
 *     module.kernel("saxpy").launch(shape, n, 2f, x, y);
 *     compared.launches();
 * }
 * }</pre>
 *
 * Arrays that are passed as parts of one memory lie apart in the copies.
 */
public final class BothWays implements LaunchWatcher, AutoCloseable {
    private final CudaModule module;
    private final Way interpreter;
    private final Way byteCode;
    private final List<Compared> launches = new ArrayList<>();

    /**
     * A launch that was the same both ways.
     *
     * @param kernel        its entry in the PTX
     * @param byteCodeShare of the kernel's straight pieces, how many whole warps ran in byte code, 0 to 1; NaN after a fault
     * @param interpreted   why the interpreter runs all of it; empty where it becomes byte code
     * @param fault         what both complained of; empty where they did not
     */
    public record Compared(String kernel, double byteCodeShare, String interpreted, String fault) {}

    /** What a launch came to. */
    private record Run(LaunchReport report, String fault, String printed, Map<Storage, Buffer> memory) {}

    /** One of the two ways, with memory of its own. */
    private static final class Way {
        private final LaunchOptions options;
        private final DeviceMemory memory = new DeviceMemory();
        private final PtxEngine engine = new PtxEngine(memory);
        private final LoadedModule loaded;

        Way(CudaModule module, Jit jit, int threads) {
            this.options = LaunchOptions.DEFAULT.withJit(jit).withThreads(threads);
            this.loaded = engine.load(PtxModule.parse(module.ptx()));
        }

        Run run(LaunchRequest request) {
            var copies = new IdentityHashMap<Storage, Buffer>();
            var printed = new StringBuilder();
            var launcher = Thread.currentThread();
            LaunchReport report = null;
            var fault = "";
            try {
                var parameters = CpuBackend.parameters(loaded, request,
                        storage -> copies.computeIfAbsent(storage, this::copy).address());
                report = engine.launch(loaded, request.kernel().entry(), dim(request.grid()),
                        dim(request.block()), request.sharedBytes(), parameters,
                        options.withPrint(printed::append).withStop(launcher::isInterrupted));
            } catch (KernelFault e) {
                fault = e.getMessage();
            } finally {
                copies.values().forEach(memory::free);
            }
            return new Run(report, fault, printed.toString(), copies);
        }

        private Buffer copy(Storage storage) {
            storage.download();
            int element = Math.max(1, storage.elementBytes());
            var copy = memory.allocate(storage.name(), element, storage.bytes().byteSize() / element);
            copy.segment().copyFrom(storage.bytes().asSlice(0, copy.bytes()));
            return copy;
        }
    }

    private static Dim3 dim(dev.linnet.cuda.backend.Dim3 dim) {
        return new Dim3(dim.x(), dim.y(), dim.z());
    }

    private BothWays(CudaModule module) {
        this.module = module;
        this.interpreter = new Way(module, Jit.OFF, 1);
        this.byteCode = new Way(module, Jit.ALWAYS, 2);
    }

    /** Compares launches of a module's kernels from now on until it is closed; nobody else may {@linkplain CudaModule#watch watch} it. */
    public static BothWays of(CudaModule module) {
        var compared = new BothWays(module);
        module.watch(compared);
        return compared;
    }

    /** The launches so far, all of which were the same both ways. */
    public List<Compared> launches() {
        return List.copyOf(launches);
    }

    /** @throws IllegalStateException where byte code does anything else than the interpreter */
    @Override
    public void before(LaunchRequest request, Object[] arguments) {
        var expected = interpreter.run(request);
        var got = byteCode.run(request);
        var name = request.kernel().name();
        require(name, "faults", expected.fault(), got.fault());
        require(name, "prints", expected.printed(), got.printed());
        if (expected.report() != null) {
            // After a fault it is open how far other blocks got.
            for (var argument : request.arguments()) {
                if (argument instanceof Argument.Memory memory) {
                    requireSameBits(name, expected.memory().get(memory.storage()), got.memory().get(memory.storage()));
                }
            }
            require(name, "counts", expected.report().lines(), got.report().lines());
        }
        launches.add(new Compared(request.kernel().entry(),
                got.report() == null ? Double.NaN : got.report().byteCodeShare(),
                byteCode.loaded.interpretedBecause(request.kernel().entry(), dim(request.block())),
                expected.fault()));
    }

    private static void requireSameBits(String kernel, Buffer expected, Buffer got) {
        long at = expected.segment().mismatch(got.segment());
        if (at >= 0) {
            throw new IllegalStateException(String.format(Locale.ROOT,
                    "%s in byte code leaves 0x%02x in byte %d of %s, element %d,"
                            + " the interpreter 0x%02x",
                    kernel, got.segment().get(ValueLayout.JAVA_BYTE, at), at,
                    expected.name(), at / expected.elementBytes(),
                    expected.segment().get(ValueLayout.JAVA_BYTE, at)));
        }
    }

    private static void require(String kernel, String what, Object expected, Object got) {
        if (!expected.equals(got)) {
            throw new IllegalStateException(
                    kernel + " in byte code " + what + " so: " + got + "; in the interpreter: " + expected);
        }
    }

    @Override
    public void after(LaunchRequest request, Outcome outcome, boolean settled) {
        // what the launch itself leaves is its caller's
    }

    /** Launches are no longer compared. */
    @Override
    public void close() {
        module.watch(null);
        interpreter.loaded.close();
        byteCode.loaded.close();
    }
}
