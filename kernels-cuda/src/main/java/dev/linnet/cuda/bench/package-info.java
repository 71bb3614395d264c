/**
 * How fast cells compile and the CPU engine runs, beside the same algorithms in plain C++: {@link dev.linnet.cuda.bench.CudaBench} is
 * a program that measures and prints. It needs nothing but this module, so that it can travel.
 */
package dev.linnet.cuda.bench;
