package dev.linnet.cuda.ptx;

import dev.linnet.cuda.ptx.LaunchOptions.Jit;

/** What CUDA C++ can express, in byte code wherever that can be. */
class JitFeaturesTest extends FeaturesTest {
    @Override
    Machine machine() {
        Machine m = super.machine();
        m.options = m.options.withJit(Jit.ALWAYS);
        return m;
    }
}
