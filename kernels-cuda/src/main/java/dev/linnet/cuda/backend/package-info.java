/** What runs a compiled kernel: the seam between launching and the machines, a GPU or the CPU. */
package dev.linnet.cuda.backend;
