/**
 * Rules with a state on a GPU, forward and backward: {@link dev.linnet.attention.device.FloatKernel} in single precision,
 * {@link dev.linnet.attention.device.TensorKernel} in bf16. {@link dev.linnet.attention.Chunkwise} uses them where its options say so.
 */
package dev.linnet.attention.device;
