/**
 * Compilers of CUDA C++: NVRTC, nvcc and clang behind one interface, found by probing; what they say about a source in
 * the source's own lines; and a cache on disk of what they made.
 */
package dev.linnet.cuda.compiler;
