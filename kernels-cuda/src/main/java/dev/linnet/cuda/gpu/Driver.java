package dev.linnet.cuda.gpu;

import static jcuda.driver.JCudaDriver.cuCtxCreate;
import static jcuda.driver.JCudaDriver.cuCtxDestroy;
import static jcuda.driver.JCudaDriver.cuCtxGetLimit;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuCtxSetLimit;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUlimit;
import jcuda.driver.CUresult;

/** The first GPU and our own context on it. */
final class Driver {
    private static final int OUT_OF_MEMORY = CUresult.CUDA_ERROR_OUT_OF_MEMORY;

    private final CUdevice device = new CUdevice();
    private final String name;
    private final String architecture;
    private CUcontext context;
    private int generation;
    private volatile String lost;

    Driver() {
        JCudaNatives.load();
        check("cuInit", cuInit(0));
        check("cuDeviceGet", cuDeviceGet(device, 0));
        var text = new byte[256];
        check("cuDeviceGetName", cuDeviceGetName(text, text.length, device));
        name = new String(text, StandardCharsets.UTF_8).replaceAll("\0.*", "").strip();
        architecture = "sm_" + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
                + attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR);
        open();
    }

    private int attribute(int which) {
        var value = new int[1];
        check("cuDeviceGetAttribute", cuDeviceGetAttribute(value, which, device));
        return value[0];
    }

    private void open() {
        generation++;
        context = new CUcontext();
        int code = cuCtxCreate(context, 0, device);
        if (code == CUresult.CUDA_SUCCESS) {
            lost = null;
            return;
        }
        context = null;
        if (generation == 1) {
            throw new GpuException(code, "cuCtxCreate failed: " + plain(code) + ".");
        }
        lost = name + " cannot be used any more in this process after what went wrong there (" + plain(code)
                + "): until the notebook's kernel is restarted, kernels run on the CPU, and those of --backend gpu"
                + " do not run.";
        throw new GpuException(0, lost); // not with the driver's code: whoever is told this did nothing wrong
    }

    /** Why there is no context any more, a sentence; null where there is one. */
    String lost() {
        return lost;
    }

    /** What was made in an earlier generation died with its context. */
    int generation() {
        return generation;
    }

    String name() {
        return name;
    }

    String architecture() {
        return architecture;
    }

    /** Makes the context this thread's. */
    void enter() {
        if (context == null) {
            open();
        }
        check("cuCtxSetCurrent", cuCtxSetCurrent(context));
    }

    /** Gives every thread so many bytes for functions that call themselves, where the GPU has the memory. */
    void stack(int bytes) {
        var now = new long[1];
        if (cuCtxGetLimit(now, CUlimit.CU_LIMIT_STACK_SIZE) == CUresult.CUDA_SUCCESS && now[0] < bytes) {
            int code = cuCtxSetLimit(CUlimit.CU_LIMIT_STACK_SIZE, bytes);
            System.getLogger(Driver.class.getName())
                    .log(System.Logger.Level.DEBUG,
                            "The stack was set from " + now[0] + " to " + bytes + " bytes: " + code);
        }
    }

    /** After a fault: the context is of no use any more, nor is anything in it. */
    void reopen() {
        int code = cuCtxDestroy(context);
        System.getLogger(Driver.class.getName())
                .log(System.Logger.Level.DEBUG, "The context after a fault was destroyed: " + code);
        open();
    }

    /** Leaves the context to a kernel that does not end, and goes on in another. */
    void abandon() {
        open();
    }

    static void check(String function, int code) {
        if (code != CUresult.CUDA_SUCCESS) {
            throw new GpuException(code, function + " failed: " + plain(code) + ".");
        }
    }

    /** Names what could not be allocated, and what there is. */
    static void checkMemory(String what, long bytes, int code) {
        if (code == OUT_OF_MEMORY) {
            var free = new long[1];
            var total = new long[1];
            cuMemGetInfo(free, total);
            throw new GpuException(code,
                    String.format(Locale.ROOT,
                            "The GPU is out of memory: %s needs %.1f MB, and %.1f of %.1f MB are free. Close buffers that"
                                    + " are not needed, or use smaller ones.",
                            what, bytes / 1e6, free[0] / 1e6, total[0] / 1e6));
        }
        check("cuMemAlloc", code);
    }

    /** {@code an illegal address was encountered (CUDA_ERROR_ILLEGAL_ADDRESS)}. */
    static String plain(int code) {
        return CUresult.stringFor(code).replace("CUDA_ERROR_", "").replace('_', ' ').toLowerCase(Locale.ROOT) + " ("
                + CUresult.stringFor(code) + ")";
    }

    /** Whether this error killed the context. */
    static boolean isFault(int code) {
        return switch (code) {
            case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, CUresult.CUDA_ERROR_ILLEGAL_INSTRUCTION,
                    CUresult.CUDA_ERROR_MISALIGNED_ADDRESS, CUresult.CUDA_ERROR_INVALID_ADDRESS_SPACE,
                    CUresult.CUDA_ERROR_INVALID_PC, CUresult.CUDA_ERROR_LAUNCH_FAILED,
                    CUresult.CUDA_ERROR_LAUNCH_TIMEOUT, CUresult.CUDA_ERROR_HARDWARE_STACK_ERROR,
                    CUresult.CUDA_ERROR_ASSERT ->
                true;
            default -> false;
        };
    }
}
