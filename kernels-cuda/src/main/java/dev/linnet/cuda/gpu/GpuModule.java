package dev.linnet.cuda.gpu;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuModuleUnload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.linnet.cuda.backend.Argument;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.compiler.Compiled;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUfunction_attribute;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;

/** A compiled source in the GPU's context; loaded again where the context is a new one. */
final class GpuModule {
    private static final int DEFAULT_SHARED = 48 * 1024;
    private static final double NANOS = 1e6;

    private final Driver driver;
    private final Compiled compiled;
    private final Map<String, CUfunction> functions = new HashMap<>();
    private CUmodule module;
    private int generation;

    GpuModule(Driver driver, Compiled compiled) {
        this.driver = driver;
        this.compiled = compiled;
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
        // PTX is a text that ends with a zero byte.
        var ptx = compiled.ptx().getBytes(StandardCharsets.UTF_8);
        int code = cuModuleLoadData(module,
                own ? compiled.cubin().bytes() : Arrays.copyOf(ptx, ptx.length + 1));
        if (code == CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION) {
            throw new GpuException(code, "The driver is older than " + compiled.compiler()
                    + " and does not read its PTX: update the driver, or compile for the GPU's own architecture ("
                    + driver.architecture() + ", which is what auto does).");
        }
        if (code == CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU || code == CUresult.CUDA_ERROR_INVALID_PTX) {
            throw new GpuException(code, "This was compiled for " + compiled.arch() + ", and the GPU is "
                    + driver.architecture() + ": leave the architecture to auto.");
        }
        Driver.check("cuModuleLoadData", code);
        generation = driver.generation();
    }

    /** In the context that it was loaded into. */
    void unload() {
        Driver.check("cuModuleUnload", cuModuleUnload(module));
    }

    private CUfunction function(String entry) {
        return functions.computeIfAbsent(entry, name -> {
            var function = new CUfunction();
            Driver.check("cuModuleGetFunction", cuModuleGetFunction(function, module, name));
            return function;
        });
    }

    /** Launches, waits, and says how many nanoseconds the GPU took. */
    long launch(LaunchRequest request, List<DeviceCopy> copies) {
        ready();
        var function = function(request.kernel().entry());
        if (request.sharedBytes() > DEFAULT_SHARED) {
            Driver.check("cuFuncSetAttribute",
                    cuFuncSetAttribute(function,
                            CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES,
                            request.sharedBytes()));
        }
        var parameters = new NativePointerObject[copies.size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = switch (request.arguments().get(i)) {
                case Argument.Value value -> direct(value.bytes());
                case Argument.Memory _ -> Pointer.to(copies.get(i).address());
            };
        }
        var begin = new CUevent();
        var end = new CUevent();
        Driver.check("cuEventCreate", cuEventCreate(begin, 0));
        Driver.check("cuEventCreate", cuEventCreate(end, 0));
        try {
            Driver.check("cuEventRecord", cuEventRecord(begin, null));
            var grid = request.grid();
            var block = request.block();
            Driver.check("cuLaunchKernel",
                    cuLaunchKernel(function, grid.x(), grid.y(), grid.z(), block.x(), block.y(), block.z(),
                            request.sharedBytes(), null, Pointer.to(parameters), null));
            Driver.check("cuEventRecord", cuEventRecord(end, null));
            Driver.check("cuEventSynchronize", cuEventSynchronize(end));
            var milliseconds = new float[1];
            Driver.check("cuEventElapsedTime", cuEventElapsedTime(milliseconds, begin, end));
            return (long) (milliseconds[0] * NANOS);
        } finally {
            cuEventDestroy(begin);
            cuEventDestroy(end);
        }
    }

    private static Pointer direct(Argument.Bytes bytes) {
        var copy = new byte[bytes.length()];
        bytes.copyTo(copy, 0);
        return Pointer.to(ByteBuffer.allocateDirect(copy.length).put(copy).flip());
    }
}
