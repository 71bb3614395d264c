package dev.linnet.cuda.cpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.Backend;
import dev.linnet.cuda.backend.Checks;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;
import dev.linnet.cuda.backend.Storage;
import dev.linnet.cuda.compiler.CompileOptions;
import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.KernelFault;
import dev.linnet.cuda.ptx.LaunchOptions;
import dev.linnet.cuda.ptx.LaunchProfile;
import dev.linnet.cuda.ptx.LaunchReport;
import dev.linnet.cuda.ptx.LoadedModule;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceFault;
import dev.linnet.cuda.ptx.memory.DeviceMemory;

/** The engine that executes PTX in Java: checked, stoppable, the same bits on every run. */
public final class CpuBackend implements Backend {
    /** Launches of up to so many threads are checked by default. */
    public static final long CHECKED_THREADS = 32_768;

    private static final CpuBackend ONE = new CpuBackend();

    private final DeviceMemory memory = new DeviceMemory();
    private final PtxEngine engine = new PtxEngine(memory);
    private volatile LaunchOptions.Jit jit = LaunchOptions.DEFAULT.jit();

    private CpuBackend() {}

    /** The engine of this process. */
    public static CpuBackend get() {
        return ONE;
    }

    /** Lets the engine get warm on a thread of its own while something else goes on; does nothing the second time. */
    public static void warmUp() {
        WarmUp.begin();
    }

    /** Whether kernels become byte code in launches from now on, in place of what {@code linnet.cuda.jit} says. The results are the same bits. */
    public void byteCode(LaunchOptions.Jit when) {
        jit = when;
    }

    @Override
    public String title() {
        return "CPU";
    }

    @Override
    public String architecture() {
        return CompileOptions.DEFAULT_ARCH;
    }

    @Override
    public Loaded load(Compiled compiled) {
        return new OnCpu(engine.load(PtxModule.parse(compiled.ptx())));
    }

    /** A compiled source in the engine, which can also look closely at what its kernels do. */
    public final class OnCpu implements Loaded {
        private final LoadedModule module;

        private OnCpu(LoadedModule module) {
            this.module = module;
        }

        @Override
        public Outcome launch(LaunchRequest request) throws InterruptedException {
            return CpuBackend.this.launch(module, request);
        }

        @Override
        public boolean settled(LaunchRequest request) {
            return engine.settled(module, request.kernel().entry(), dim(request.block()),
                    LaunchOptions.DEFAULT.withJit(jit));
        }

        /**
         * Runs a kernel in the interpreter and counts what each instruction does.
         *
         * @throws RuntimeException     where the kernel does something wrong
         * @throws InterruptedException where the thread is interrupted
         */
        public LaunchProfile profile(LaunchRequest request) throws InterruptedException {
            return inEngine(request, options -> engine.profile(module, request.kernel().entry(), dim(request.grid()),
                    dim(request.block()), request.sharedBytes(), parameters(module, request), options));
        }

        @Override
        public void close() {
            module.close();
        }
    }

    /** What an outcome says of a profiled launch. */
    public Outcome outcome(LaunchReport report) {
        var totals = report.totals();
        return new Outcome(title(), report.nanos(), totals.flop(), totals.bytesLoaded() + totals.bytesStored(),
                List.of());
    }

    private Outcome launch(LoadedModule module, LaunchRequest request) throws InterruptedException {
        boolean checks = switch (request.checks()) {
            case ON -> true;
            case OFF -> false;
            case AUTO -> request.grid().count() * request.block().count() <= CHECKED_THREADS;
        };
        return outcome(inEngine(request, options -> engine.launch(module, request.kernel().entry(),
                dim(request.grid()), dim(request.block()), request.sharedBytes(), parameters(module, request),
                options.withChecks(checks))));
    }

    /** Does something in the engine that prints to the cell, stops with the thread, and whose faults name the kernel as its source does. */
    private <T> T inEngine(LaunchRequest request, Function<LaunchOptions, T> work) throws InterruptedException {
        var launcher = Thread.currentThread();
        var printed = new Printed(launcher);
        try {
            return work.apply(LaunchOptions.DEFAULT.withJit(jit).withPrint(printed).withStop(launcher::isInterrupted));
        } catch (KernelFault fault) {
            if (fault.kind() == DeviceFault.Kind.INTERRUPTED) {
                Thread.interrupted();
                throw new InterruptedException(fault.getMessage());
            }
            throw fault.in(request.kernel().name());
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    refused.getMessage().replace(request.kernel().entry(), request.kernel().simpleName()));
        } finally {
            printed.flush();
        }
    }

    private static Dim3 dim(dev.linnet.cuda.backend.Dim3 dim) {
        return new Dim3(dim.x(), dim.y(), dim.z());
    }

    private byte[] parameters(LoadedModule module, LaunchRequest request) {
        return parameters(module, request, this::address);
    }

    /** The engine's parameter block of a launch, in which each storage has the address that somebody says. */
    public static byte[] parameters(LoadedModule module, LaunchRequest request, ToLongFunction<Storage> address) {
        var entry = module.module().entry(request.kernel().entry());
        var block = new byte[entry.parameterBytes()];
        var view = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < request.arguments().size(); i++) {
            int offset = entry.parameters().get(i).offset();
            switch (request.arguments().get(i)) {
                case Argument.Value value -> value.bytes().copyTo(block, offset);
                case Argument.Memory passed -> view.putLong(offset, address.applyAsLong(passed.storage()));
            }
        }
        return block;
    }

    /** A storage's place among the engine's addresses. */
    private long address(Storage storage) {
        synchronized (storage) {
            if (storage.resident(this) instanceof Mapped mapped) {
                if (mapped.buffer().name().equals(storage.name())) {
                    return mapped.buffer().address();
                }
                mapped.release(); // messages are to call it what this launch calls it
            }
            var buffer = memory.map(storage.name(), storage.bytes(), Math.max(1, storage.elementBytes()));
            storage.resident(this, new Mapped(memory, buffer));
            return buffer.address();
        }
    }

    /** The engine works on the storage's own bytes: there is nothing to copy. */
    private record Mapped(DeviceMemory memory, Buffer buffer) implements Storage.Resident {
        @Override
        public void download() {
            // The bytes are the same ones.
        }

        @Override
        public void release() {
            if (memory.isLive(buffer)) {
                memory.free(buffer);
            }
        }
    }

    /** Whether a request of {@link Checks#AUTO} with so many threads is checked. */
    public static boolean checks(long threads) {
        return threads <= CHECKED_THREADS;
    }
}
