package dev.linnet.cuda.ptx;

import dev.linnet.cuda.compiler.Nvrtc;

/** The features as NVRTC compiles them. */
class NvrtcFeaturesTest extends FeaturesTest {
    private static Machine compiled;

    @Override
    Machine machine() {
        synchronized (NvrtcFeaturesTest.class) {
            if (compiled == null) {
                compiled = CompiledHere.machine("features.cu", Nvrtc.class);
            }
            compiled.printed.setLength(0);
            return compiled;
        }
    }
}
