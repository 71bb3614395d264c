/** Rules in bf16 on the tensor cores of a GPU: {@link dev.linnet.attention.gpu.TensorCores}. */
package dev.linnet.attention.gpu;
