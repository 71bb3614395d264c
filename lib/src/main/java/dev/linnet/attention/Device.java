package dev.linnet.attention;

/** Where {@link Chunkwise} computes rules that have a state. Without a GPU, and where the GPU has no kernels for a rule or layout, the CPU does. */
public enum Device {
    /** On the CPU. */
    CPU,
    /** On the GPU in single precision: heads up to 256 wide, results as on the CPU but for rounding. */
    GPU,
    /**
     * On the GPU's tensor cores, many times as quick on long sequences: heads up to 128 wide; queries, keys, values and operands of
     * products in bf16, sums and states in single precision. Results are off by about 0.5 % of their norm, gradients of gates by 3 %.
     */
    GPU_BF16
}
