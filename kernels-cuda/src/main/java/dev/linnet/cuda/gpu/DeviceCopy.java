package dev.linnet.cuda.gpu;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoH;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;

import java.lang.foreign.MemorySegment;

import dev.linnet.cuda.backend.Storage;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;

/** A storage's bytes in the GPU's memory. */
final class DeviceCopy implements Storage.Resident {
    /** A Java byte buffer holds less than 2 GiB. */
    private static final long PIECE = 1L << 30;

    private final GpuBackend backend;
    private final Storage storage;
    private final CUdeviceptr address = new CUdeviceptr();
    private final int generation;
    private volatile boolean newer;
    private volatile boolean released;

    DeviceCopy(GpuBackend backend, Storage storage, int generation) {
        this.backend = backend;
        this.storage = storage;
        this.generation = generation;
        long bytes = storage.bytes().byteSize();
        Driver.checkMemory(storage.name(), bytes, cuMemAlloc(address, Math.max(1, bytes)));
        for (long at = 0; at < bytes; at += PIECE) {
            long length = Math.min(PIECE, bytes - at);
            Driver.check("cuMemcpyHtoD", cuMemcpyHtoD(address.withByteOffset(at), host(at, length), length));
        }
    }

    private Pointer host(long at, long length) {
        MemorySegment piece = storage.bytes().asSlice(at, length);
        return Pointer.to(piece.asByteBuffer());
    }

    /** What the memory is called. */
    String name() {
        return storage.name();
    }

    CUdeviceptr address() {
        return address;
    }

    /** Whether it can be used in the context of this generation. */
    boolean lives(int now) {
        return generation == now && !released;
    }

    /** A kernel may have written it. */
    void written() {
        newer = true;
    }

    boolean isNewer() {
        return newer;
    }

    @Override
    public void download() {
        if (newer && !released) {
            newer = false;
            backend.inContext(generation, () -> {
                long bytes = storage.bytes().byteSize();
                for (long at = 0; at < bytes; at += PIECE) {
                    long length = Math.min(PIECE, bytes - at);
                    Driver.check("cuMemcpyDtoH", cuMemcpyDtoH(host(at, length), address.withByteOffset(at), length));
                }
            });
        }
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            backend.inContext(generation, () -> Driver.check("cuMemFree", cuMemFree(address)));
        }
    }
}
