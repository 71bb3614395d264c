/**
 * Inline CUDA: {@link dev.linnet.cuda.CudaModule} compiles CUDA C++, its {@link dev.linnet.cuda.Kernel kernels} are
 * launched with Java's own arrays or with {@link dev.linnet.cuda.Buffer buffers}, on a GPU or on the CPU.
 */
package dev.linnet.cuda;
