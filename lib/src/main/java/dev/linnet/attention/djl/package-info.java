/**
 * The attention operators on DJL tensors (libtorch): composed of tensor operations, step by step ({@link
 * dev.linnet.attention.djl.RecurrentComposition}) and chunk by chunk ({@link dev.linnet.attention.djl.ChunkwiseComposition}), which
 * libtorch differentiates by itself; and the fast operators made part of DJL's training ({@link
 * dev.linnet.attention.djl.FastAttention}).
 */
package dev.linnet.attention.djl;
