/**
 * Arrays of ND4J and DJL and columns of Tablesaw as arguments of CUDA kernels, found by {@code kernels-cuda} as
 * {@link dev.linnet.cuda.ArrayAdapter} services.
 */
package dev.linnet.arrays;
