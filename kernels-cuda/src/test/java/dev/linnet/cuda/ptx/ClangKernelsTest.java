package dev.linnet.cuda.ptx;

import dev.linnet.cuda.compiler.Clang;

/** Whole kernels as clang compiles them, with Linnet's header in place of NVIDIA's. */
class ClangKernelsTest extends KernelsTest {
    @Override
    Machine machine() {
        return CompiledHere.machine("benchmark.cu", Clang.class);
    }
}
