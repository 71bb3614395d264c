/** Kernels on the CPU: the PTX engine behind the seam of {@link dev.linnet.cuda.backend}. */
package dev.linnet.cuda.cpu;
