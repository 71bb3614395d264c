package dev.linnet.cuda.gpu;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventQuery;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuFuncGetAttribute;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuLaunchCooperativeKernel;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleLoadDataJIT;
import static jcuda.driver.JCudaDriver.cuModuleUnload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.compiler.Compiled;
import dev.linnet.cuda.ptx.LaunchOptions;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUjit_option;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JITOptions;

/** A compiled source in the GPU's context; loaded again where the context is a new one. */
final class GpuModule {
    private static final int DEFAULT_SHARED = 48 * 1024;
    private static final double NANOS = 1e6;
    private static final int LOG_BYTES = 4096;
    private static final String GRID_BARRIER = "%envreg";
    private static final String PRINTING = "vprintf";
    private static final Pattern TARGET = Pattern.compile("\\.target\\s+(sm_\\w+)");
    private static final Pattern UNROUNDED = Pattern
            .compile("(?<![.\\w])(add|sub|mul)((?:\\.ftz)?(?:\\.sat)?\\.(?:f32|f64|b?f16|b?f16x2|f32x2)\\b)");
    /** So long a launch is waited for without letting the processor go, and so long with short pauses. */
    private static final long SPIN = 1_000_000;
    private static final long BRIEF = 50_000_000;

    /** Bytes of local memory of a thread whose functions call themselves: how many it needs nobody knows. */
    private static final int STACK = 16 * 1024;
    private static final String UNSURE = "It calls functions that call themselves, and its threads exchange values or wait for"
            + " each other: NVIDIA's optimizing compiler gets that wrong at times, and the driver does not take the PTX"
            + " to compile it without: compare with --backend cpu, or update the driver.";

    private final Driver driver;
    private final Compiled compiled;
    private final Calls calls;

    /** A kernel there, and what the driver says of it. */
    private record Function(CUfunction handle, int mostThreads, int registers, int declaredShared,
            boolean wholeGrid) {}

    private final Map<String, Function> functions = new HashMap<>();
    private final CUevent begin = new CUevent();
    private final CUevent end = new CUevent();
    private CUmodule module;
    private int generation;
    private List<String> notes = List.of();

    GpuModule(Driver driver, Compiled compiled) {
        this.driver = driver;
        this.compiled = compiled;
        this.calls = Calls.of(compiled.ptx());
    }

    int generation() {
        return generation;
    }

    /** Loads it into the context of now. */
    void ready() {
        if (generation == driver.generation()) {
            return;
        }
        driver.enter();
        module = new CUmodule();
        functions.clear();
        boolean own = !compiled.cubin().isEmpty() && compiled.arch().startsWith(driver.architecture());
        if (calls.recursive()) {
            driver.stack(STACK);
        }
        boolean plain = calls.recursiveTogether() && loadUnoptimized() == CUresult.CUDA_SUCCESS;
        if (calls.recursiveTogether() && !plain) {
            notes = List.of(UNSURE);
        }
        int code = plain
                ? CUresult.CUDA_SUCCESS
                : own ? cuModuleLoadData(module, compiled.cubin().bytes()) : cuModuleLoadData(module, ptx());
        if (code != CUresult.CUDA_SUCCESS) {
            throw new GpuException(code, refused(code, own));
        }
        Driver.check("cuEventCreate", cuEventCreate(begin, 0));
        Driver.check("cuEventCreate", cuEventCreate(end, 0));
        generation = driver.generation();
    }

    /**
     * Has the driver compile the PTX without optimizing. NVIDIA's optimizing compiler (13.0, for sm_90) takes for granted that the
     * threads of a warp are together again after a function that calls itself, though some of them called it in a branch;
     * they are not always, and then shuffles and barriers go wrong.
     */
    private int loadUnoptimized() {
        var options = new JITOptions();
        options.putInt(CUjit_option.CU_JIT_OPTIMIZATION_LEVEL, 0);
        var bytes = ptx();
        return cuModuleLoadDataJIT(module, Pointer.to(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()),
                options);
    }

    /** What somebody should know of every launch, a sentence each. */
    List<String> notes() {
        return notes;
    }

    /** What may be the matter where a kernel went wrong here and not on the CPU, a sentence after a space; or nothing. */
    String suspicion() {
        return calls.recursive()
                ? " Its functions call themselves: on the GPU a thread has " + STACK / 1024
                        + " kB for that, on the CPU "
                        + LaunchOptions.DEFAULT.stackBytes() / 1024 + "."
                : "";
    }

    /** PTX is a text that ends with a zero byte. */
    private byte[] ptx() {
        var ptx = compiled.options().fastMath() ? compiled.ptx() : rounded(compiled.ptx());
        var text = ptx.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(text, text.length + 1);
    }

    /** The driver's compiler would fuse products and sums that do not say how they round; then it leaves them. */
    static String rounded(String ptx) {
        return UNROUNDED.matcher(ptx).replaceAll("$1.rn$2");
    }

    private String refused(int code, boolean own) {
        var target = TARGET.matcher(compiled.ptx());
        var arch = target.find() ? target.group(1) : compiled.arch();
        return switch (code) {
            case CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION -> "The driver is older than " + compiled.compiler()
                    + " and does not read its PTX: update the driver, or compile for the GPU's own architecture ("
                    + driver.architecture() + ", which is what auto does).";
            case CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND -> "The driver's own compiler of PTX"
                    + " (libnvidia-ptxjitcompiler.so) is not on this machine: compile for the GPU's own architecture ("
                    + driver.architecture() + ") with a toolkit that has ptxas, or install the whole driver.";
            case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, CUresult.CUDA_ERROR_INVALID_PTX -> {
                if (!Architectures.runsOn(arch, driver.architecture())) {
                    yield "This was compiled for " + arch + ", and the GPU is " + driver.architecture()
                            + ": leave the architecture to auto.";
                }
                yield "The driver does not take this PTX: " + Driver.plain(code) + "." + (own ? "" : log());
            }
            default -> "cuModuleLoadData failed: " + Driver.plain(code) + "." + (own ? "" : log());
        };
    }

    /** What the driver's compiler says, on lines of its own. */
    private String log() {
        var options = new JITOptions();
        options.putInt(CUjit_option.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES, LOG_BYTES);
        options.putBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER, new byte[LOG_BYTES]);
        var again = new CUmodule();
        var bytes = ptx();
        if (cuModuleLoadDataJIT(again, Pointer.to(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip()),
                options) == CUresult.CUDA_SUCCESS) {
            cuModuleUnload(again);
            return "";
        }
        var said = new String(options.getBytes(CUjit_option.CU_JIT_ERROR_LOG_BUFFER), StandardCharsets.UTF_8)
                .replaceAll("\0.*", "")
                .strip();
        return said.isEmpty() ? "" : "\n" + said;
    }

    /** In the context that it was loaded into. */
    void unload() {
        cuEventDestroy(begin);
        cuEventDestroy(end);
        Driver.check("cuModuleUnload", cuModuleUnload(module));
    }

    private Function function(String entry) {
        return functions.computeIfAbsent(entry, name -> {
            var function = new CUfunction();
            Driver.check("cuModuleGetFunction", cuModuleGetFunction(function, module, name));
            return new Function(function,
                    attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
                    attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_NUM_REGS),
                    attribute(function, CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES),
                    waitsForGrid(compiled.ptx(), name));
        });
    }

    /** Whether a kernel, or a function of its module, reads where the driver keeps the grid's barrier. */
    static boolean waitsForGrid(String ptx, String entry) {
        if (!ptx.contains(GRID_BARRIER)) {
            return false;
        }
        var parts = ptx.split("(?=\\.(?:entry|func)\\b)", -1);
        return Arrays.stream(parts)
                .anyMatch(part -> part.contains(GRID_BARRIER)
                        && (part.startsWith(".func")
                                || part.matches("(?s)\\.entry\\s+" + Pattern.quote(entry) + "\\b.*")));
    }

    private static int attribute(CUfunction function, int which) {
        var value = new int[1];
        Driver.check("cuFuncGetAttribute", cuFuncGetAttribute(value, which, function));
        return value[0];
    }

    /**
     * Launches, waits, and says how many nanoseconds the GPU took.
     *
     * @throws InterruptedException where the thread is interrupted; the kernel goes on then
     */
    long launch(LaunchRequest request, List<DeviceCopy> copies) throws InterruptedException {
        ready();
        var function = function(request.kernel().entry());
        requireThreads(function, request);
        allowShared(function, request.sharedBytes());
        var parameters = new NativePointerObject[copies.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = switch (request.arguments().get(i)) {
                case Argument.Value value -> direct(value.bytes());
                case Argument.Memory _ -> Pointer.to(copies.get(i).address());
            };
        }
        Driver.check("cuEventRecord", cuEventRecord(begin, null));
        var grid = request.grid();
        var block = request.block();
        if (function.wholeGrid()) {
            int code = cuLaunchCooperativeKernel(function.handle(), grid.x(), grid.y(), grid.z(), block.x(), block.y(),
                    block.z(), request.sharedBytes(), null, Pointer.to(parameters));
            if (code == CUresult.CUDA_ERROR_COOPERATIVE_LAUNCH_TOO_LARGE) {
                throw new GpuException(code,
                        request.kernel().simpleName() + " waits for its whole grid (grid.sync()), so"
                                + " all blocks have to be on the GPU at once, and " + grid.count() + " of "
                                + block.count()
                                + " threads are too many: use fewer or smaller blocks.");
            }
            Driver.check("cuLaunchCooperativeKernel", code);
        } else {
            Driver.check("cuLaunchKernel",
                    cuLaunchKernel(function.handle(), grid.x(), grid.y(), grid.z(), block.x(), block.y(), block.z(),
                            request.sharedBytes(), null, Pointer.to(parameters), null));
        }
        Driver.check("cuEventRecord", cuEventRecord(end, null));
        await(end);
        finish();
        var milliseconds = new float[1];
        Driver.check("cuEventElapsedTime", cuEventElapsedTime(milliseconds, begin, end));
        return (long) (milliseconds[0] * NANOS);
    }

    /** A kernel's launch bounds and its registers limit its blocks. */
    private static void requireThreads(Function function, LaunchRequest request) {
        int most = function.mostThreads();
        if (most > 0 && request.block().count() > most) {
            throw new IllegalArgumentException(request.kernel().simpleName() + ": a block of this kernel has at most "
                    + most + " threads on this GPU, got " + request.block().count() + ", because of its"
                    + " __launch_bounds__ or its registers (" + function.registers()
                    + " a thread): use smaller blocks, or fewer registers (--maxreg)");
        }
    }

    /** More than 48 KiB of static and dynamic shared memory together have to be asked for. */
    private static void allowShared(Function function, int sharedBytes) {
        if (sharedBytes > 0 && function.declaredShared() + sharedBytes > DEFAULT_SHARED) {
            Driver.check("cuFuncSetAttribute",
                    cuFuncSetAttribute(function.handle(),
                            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes));
        }
    }

    /** Looks again and again, because a thread that waits inside the driver hears no interrupt. */
    private static void await(CUevent end) throws InterruptedException {
        long begun = System.nanoTime();
        for (int code = cuEventQuery(end); code != CUresult.CUDA_SUCCESS; code = cuEventQuery(end)) {
            if (code != CUresult.CUDA_ERROR_NOT_READY) {
                Driver.check("cuEventQuery", code);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long waited = System.nanoTime() - begun;
            if (waited < SPIN) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(waited < BRIEF ? 20_000 : SPIN);
            }
        }
    }

    /** Has the driver print what kernels printed, and takes that into the cell. */
    private void finish() {
        if (compiled.ptx().contains(PRINTING)) {
            NativeOutput.during(this::synchronize, System.out::print);
        } else {
            synchronize();
        }
    }

    private void synchronize() {
        Driver.check("cuEventSynchronize", cuEventSynchronize(end));
    }

    private static Pointer direct(Argument.Bytes bytes) {
        var copy = new byte[bytes.length()];
        bytes.copyTo(copy, 0);
        return Pointer.to(ByteBuffer.allocateDirect(copy.length).put(copy).flip());
    }
}
