package dev.linnet.cuda.ptx.machine;

/** One decoded instruction: does its work for the active lanes of a warp. Holds no state; any number of threads may run it. */
@FunctionalInterface
public interface Op {
    void run(Warp w);
}
