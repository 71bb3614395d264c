/**
 * CUDA without a GPU: a machine in pure Java that executes the PTX which NVIDIA's compilers and clang make of CUDA C++.
 *
 * <p>{@link dev.linnet.cuda.ptx.PtxModule} reads PTX, {@link dev.linnet.cuda.ptx.PtxEngine} launches its kernels on
 * {@link dev.linnet.cuda.ptx.memory.DeviceMemory}. Every address is checked, so a kernel can go wrong but cannot take the JVM with it;
 * what goes wrong is a {@link dev.linnet.cuda.ptx.KernelFault} that names kernel, block, thread and source line. What it does not
 * execute it rejects.
 *
 * <p>Inside, {@code parse} knows the text, {@code machine} knows warps and blocks, {@code ops} knows opcodes, {@code memory} knows
 * addresses.
 */
package dev.linnet.cuda.ptx;
