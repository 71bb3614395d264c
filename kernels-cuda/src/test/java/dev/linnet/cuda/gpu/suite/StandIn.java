package dev.linnet.cuda.gpu.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.gpu.DriverProbe;
import dev.linnet.cuda.ptx.Dim3;
import dev.linnet.cuda.ptx.KernelFault;
import dev.linnet.cuda.ptx.LaunchOptions;
import dev.linnet.cuda.ptx.LoadedModule;
import dev.linnet.cuda.ptx.PtxEngine;
import dev.linnet.cuda.ptx.PtxModule;
import dev.linnet.cuda.ptx.memory.Buffer;
import dev.linnet.cuda.ptx.memory.DeviceMemory;
import jcuda.driver.CUfunction_attribute;

/**
 * Has the tests' own driver library ({@code stub-cuda.c}) run kernels on the CPU engine, behind everything that a real driver
 * would be asked: so the suite itself can be tried where there is no GPU.
 */
@SuppressWarnings({"restricted", // it stands for native code
        "UnusedMethod"}) // which calls these by name
final class StandIn {
    /** The property that is set where the driver is the stand-in. */
    static final String PROPERTY = "linnet.gpu.standin";

    private static final Path ASSEMBLER = Path.of("/usr/local/cuda/bin/ptxas");
    private static final long MEMORY = 96L << 20;
    private static final int NOT_READY = 600;
    private static final int LAUNCH_FAILED = 719;
    private static final int INVALID_PTX = 218;
    private static final int INVALID_IMAGE = 200;
    private static final int NAME = 256;
    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Map<List<Byte>, String> BINARIES = new ConcurrentHashMap<>();

    private static StandIn one;

    private final DeviceMemory memory = new DeviceMemory();
    private final PtxEngine engine = new PtxEngine(memory);
    private final List<LoadedModule> modules = new ArrayList<>();
    private final Map<String, Buffer> mapped = new HashMap<>();
    private final MethodHandle find;
    private ExecutorService queue;
    private Future<Integer> last;
    private int fault;

    private StandIn(SymbolLookup driver) throws ReflectiveOperationException {
        var linker = Linker.nativeLinker();
        find = linker.downcallHandle(driver.find("stub_find").orElseThrow(), FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        var hooks = Arena.global().allocate(MemoryLayout.sequenceLayout(6, ValueLayout.ADDRESS));
        var i = ValueLayout.JAVA_INT;
        var p = ValueLayout.ADDRESS;
        var l = ValueLayout.JAVA_LONG;
        set(hooks, 0, "load", FunctionDescriptor.of(l, p));
        set(hooks, 1, "launch", FunctionDescriptor.of(i, l, p, i, i, i, i, i, i, i, p));
        set(hooks, 2, "query", FunctionDescriptor.of(i));
        set(hooks, 3, "await", FunctionDescriptor.of(i));
        set(hooks, 4, "reset", FunctionDescriptor.ofVoid());
        set(hooks, 5, "attribute", FunctionDescriptor.of(i, l, p, i));
        var connect = linker.downcallHandle(driver.find("stub_connect").orElseThrow(),
                FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        try {
            connect.invokeExact(hooks, MEMORY);
        } catch (Throwable e) {
            throw new IllegalStateException("The stand-in cannot be connected", e);
        }
    }

    private void set(MemorySegment hooks, int at, String method, FunctionDescriptor type)
            throws ReflectiveOperationException {
        MethodType java = type.toMethodType();
        var handle = MethodHandles.lookup().findVirtual(StandIn.class, method, java).bindTo(this);
        hooks.setAtIndex(ValueLayout.ADDRESS, at, Linker.nativeLinker().upcallStub(handle, type, Arena.global()));
    }

    /** Where the property says that the driver is the stand-in; once. */
    static synchronized void connectIfDemanded() {
        if (Boolean.getBoolean(PROPERTY) && one == null) {
            try {
                one = new StandIn(SymbolLookup.libraryLookup(Path.of(System.getProperty(DriverProbe.PROPERTY)),
                        Arena.global()));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** From now on the stand-in gives no new context, as drivers of today do after a fault. */
    static void refuseContexts() {
        try {
            Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.libraryLookup(Path.of(System.getProperty(DriverProbe.PROPERTY)),
                                    Arena.global()).find("stub_refuse").orElseThrow(),
                            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT))
                    .invokeExact(1);
        } catch (Throwable e) {
            throw new IllegalStateException("The stand-in cannot be told to refuse", e);
        }
    }

    /** Whether what runs kernels is no GPU. */
    static boolean active() {
        return one != null;
    }

    /** Machine code that the stand-in will meet, and the PTX that it was made from. */
    static void know(Compiled compiled) {
        if (!compiled.cubin().isEmpty()) {
            BINARIES.put(bytes(compiled.cubin().bytes()), compiled.ptx());
        }
    }

    private static List<Byte> bytes(byte[] array) {
        var list = new ArrayList<Byte>();
        for (byte b : array) {
            list.add(b);
        }
        return list;
    }

    private synchronized long load(MemorySegment image) {
        var all = image.reinterpret(Long.MAX_VALUE);
        String ptx;
        if (all.get(ValueLayout.JAVA_BYTE, 0) == 0x7f) {
            ptx = BINARIES.entrySet()
                    .stream()
                    .filter(known -> begins(all, known.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (ptx == null) {
                return -INVALID_IMAGE;
            }
        } else {
            ptx = all.getString(0, StandardCharsets.UTF_8);
            if (!assembles(ptx)) {
                return -INVALID_PTX;
            }
        }
        try {
            modules.add(engine.load(PtxModule.parse(ptx)));
            return modules.size() - 1L;
        } catch (RuntimeException e) {
            System.out.println("stand-in: " + e.getMessage());
            return -INVALID_PTX;
        }
    }

    /** Whether NVIDIA's assembler takes it, as the driver's own compiler would; yes where there is none. */
    private static boolean assembles(String ptx) {
        if (!Files.isExecutable(ASSEMBLER)) {
            return true;
        }
        try {
            var folder = Files.createTempDirectory("stand-in");
            var process = new ProcessBuilder(ASSEMBLER.toString(), "-arch=sm_90", "-O0", "-o",
                    folder.resolve("out").toString(), Files.writeString(folder.resolve("in.ptx"), ptx).toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean taken = process.waitFor() == 0;
            if (!taken) {
                System.out.println("stand-in: " + said.lines().limit(3).toList());
            }
            return taken;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A cubin's first bytes hold its size and, further on, its names: enough to tell those of a test apart. */
    private static boolean begins(MemorySegment image, List<Byte> known) {
        long size = image.get(ValueLayout.JAVA_LONG_UNALIGNED, 40);
        for (int i = 0; i < Math.min(known.size(), Math.max(64, size)); i++) {
            if (image.get(ValueLayout.JAVA_BYTE, i) != known.get(i)) {
                return false;
            }
        }
        return true;
    }

    private synchronized int attribute(long number, MemorySegment name, int which) {
        var module = modules.get((int) number);
        var kernel = name.reinterpret(NAME).getString(0);
        try {
            return switch (which) {
                case CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK ->
                    module.module().entry(kernel).maxThreads();
                case CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES -> module.staticSharedBytes(kernel);
                default -> 0;
            };
        } catch (RuntimeException e) {
            System.out.println("stand-in: " + e.getMessage());
            return -1;
        }
    }

    private synchronized int launch(long number, MemorySegment name, int gx, int gy, int gz, int bx, int by, int bz,
            int shared, MemorySegment arguments) {
        var module = modules.get((int) number);
        var kernel = name.reinterpret(NAME).getString(0);
        var parameters = parameters(module.module().entry(kernel), arguments.reinterpret(Long.MAX_VALUE));
        last = queue.submit(() -> {
            try {
                engine.launch(module, kernel, new Dim3(gx, gy, gz), new Dim3(bx, by, bz), shared, parameters,
                        LaunchOptions.DEFAULT.withStackBytes(1 << 14).withStop(Thread.currentThread()::isInterrupted));
                return 0;
            } catch (KernelFault wrong) {
                return switch (wrong.kind()) {
                    case OUT_OF_BOUNDS, READ_ONLY -> 700;
                    case MISALIGNED -> 716;
                    case ASSERTION -> 710;
                    default -> LAUNCH_FAILED;
                };
            } catch (RuntimeException e) {
                e.printStackTrace(System.out);
                return LAUNCH_FAILED;
            }
        });
        return 0;
    }

    private byte[] parameters(PtxModule.Entry entry, MemorySegment arguments) {
        var block = new byte[entry.parameterBytes()];
        var target = MemorySegment.ofArray(block);
        for (int i = 0; i < entry.parameters().size(); i++) {
            var parameter = entry.parameters().get(i);
            var value = arguments.getAtIndex(ValueLayout.ADDRESS, i).reinterpret(parameter.bytes());
            target.asSlice(parameter.offset(), parameter.bytes()).copyFrom(value);
            if (parameter.bytes() == Long.BYTES) {
                target.set(ValueLayout.JAVA_LONG_UNALIGNED, parameter.offset(),
                        address(value.get(ValueLayout.JAVA_LONG_UNALIGNED, 0)));
            }
        }
        return block;
    }

    /** What the engine calls an address of the stand-in's memory; other numbers are what they are. */
    private long address(long value) {
        try (var arena = Arena.ofConfined()) {
            var base = arena.allocate(ValueLayout.JAVA_LONG);
            var size = arena.allocate(ValueLayout.JAVA_LONG);
            if ((int) find.invokeExact(value, base, size) == 0) {
                return value;
            }
            long begin = base.get(ValueLayout.JAVA_LONG, 0);
            long length = size.get(ValueLayout.JAVA_LONG, 0);
            var buffer = mapped.computeIfAbsent(begin + " " + length,
                    _ -> memory.map("device", MemorySegment.ofAddress(begin).reinterpret(length), 1));
            return buffer.address() + value - begin;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private synchronized int query() {
        return last != null && !last.isDone() ? NOT_READY : await();
    }

    private int await() {
        Future<Integer> awaited;
        synchronized (this) {
            awaited = last;
        }
        try {
            int code = awaited == null ? 0 : awaited.get();
            fault = fault != 0 ? fault : code;
            return fault;
        } catch (ExecutionException e) {
            return LAUNCH_FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LAUNCH_FAILED;
        }
    }

    private synchronized void reset() {
        queue = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("stand-in " + QUEUES.incrementAndGet()).factory());
        last = null;
        fault = 0;
    }
}
