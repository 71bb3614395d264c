package dev.linnet.cuda.gpu.suite;

import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoD;

import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;

/** Copies within the GPU's memory, by the driver; in the context of the thread, which has launched a kernel before. */
final class DeviceCopies implements AutoCloseable {
    private final CUdeviceptr from = new CUdeviceptr();
    private final CUdeviceptr to = new CUdeviceptr();
    private final CUevent begin = new CUevent();
    private final CUevent end = new CUevent();
    private final long bytes;

    DeviceCopies(long bytes) {
        this.bytes = bytes;
        check(cuMemAlloc(from, bytes));
        check(cuMemAlloc(to, bytes));
        check(cuEventCreate(begin, 0));
        check(cuEventCreate(end, 0));
    }

    private static void check(int code) {
        if (code != 0) {
            throw new IllegalStateException("the driver answers " + code);
        }
    }

    /** Nanoseconds of one copy. */
    long copy() {
        check(cuEventRecord(begin, null));
        check(cuMemcpyDtoD(to, from, bytes));
        check(cuEventRecord(end, null));
        check(cuEventSynchronize(end));
        var milliseconds = new float[1];
        check(cuEventElapsedTime(milliseconds, begin, end));
        return (long) (milliseconds[0] * 1e6);
    }

    @Override
    public void close() {
        cuEventDestroy(begin);
        cuEventDestroy(end);
        cuMemFree(from);
        cuMemFree(to);
    }
}
