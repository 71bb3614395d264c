package dev.linnet.cuda;

/** Where kernels run. */
public enum Target {
    /** On a GPU where there is one, else on the CPU. */
    AUTO,
    /** On a GPU, or not at all. */
    GPU,
    /** On the CPU's engine: checked, stoppable, reproducible. */
    CPU
}
