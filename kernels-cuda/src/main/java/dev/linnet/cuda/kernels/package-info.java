/**
 * Kernels of Linnet's own: CUDA C++ files with their PTX beside them, so that they run without a compiler, on a GPU or on
 * the CPU. {@link dev.linnet.cuda.kernels.KernelFile} says how to add one.
 *
 * <p>
 * Arrays are {@code float[]}, {@link dev.linnet.cuda.Buffer} ({@code f32}) or a {@link java.lang.foreign.MemorySegment};
 * only a buffer stays on the GPU between launches. Each kernel has a twin in double precision that is written for
 * reading.
 */
package dev.linnet.cuda.kernels;
