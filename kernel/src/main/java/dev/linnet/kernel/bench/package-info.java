/** Measures Jupyter kernels side by side. */
package dev.linnet.kernel.bench;
