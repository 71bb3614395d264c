/** Kernels on an NVIDIA GPU through the driver: a context of our own, made anew after a fault. */
package dev.linnet.cuda.gpu;
