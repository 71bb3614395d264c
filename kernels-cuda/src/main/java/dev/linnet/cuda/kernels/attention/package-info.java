/**
 * Attention with a state on the tensor cores of a GPU: queries, keys and values in bf16, sums and states in single precision,
 * forward and backward, heads 64 or 128 wide, for any length. Made for Nvidia's generations Ampere to Hopper (sm_80 and newer,
 * {@code mma.sync}); without a GPU they run on the CPU, slowly, with the same bits but for approximate exponentials.
 *
 * <p>
 * A sequence is cut into chunks of 64 steps and those into segments. What cannot be done in parallel over steps is done once for
 * each chunk or segment; everything else runs for all of them at once, as flash-linear-attention (Yang and Zhang 2024) does. The
 * kernels' own files say how.
 */
package dev.linnet.cuda.kernels.attention;
