/**
 * What a CUDA kernel takes: found in the source, typed by the compiler itself through probe symbols, and checked against
 * the parameters in the PTX.
 */
package dev.linnet.cuda.signature;
