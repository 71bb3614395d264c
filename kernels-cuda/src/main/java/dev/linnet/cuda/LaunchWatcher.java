package dev.linnet.cuda;

import dev.linnet.cuda.backend.Backend;
import dev.linnet.cuda.backend.LaunchRequest;
import dev.linnet.cuda.backend.Outcome;

/** Is told of every launch of a module's kernels; see {@link CudaModule#watch}. */
public interface LaunchWatcher {
    /**
     * A launch is about to begin.
     *
     * @param arguments as they were passed
     */
    void before(LaunchRequest request, Object[] arguments);

    /**
     * It has ended well; arrays are not copied back yet.
     *
     * @param settled whether the machine has decided how it runs such launches; see {@link Backend.Loaded#settled}
     */
    void after(LaunchRequest request, Outcome outcome, boolean settled);
}
