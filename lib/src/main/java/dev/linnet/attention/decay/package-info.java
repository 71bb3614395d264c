/**
 * Chunkwise linear attention with a scalar decay: none, one constant per head (RetNet, Lightning Attention-2, arXiv 2401.04658), or one
 * number per step (Mamba-2, RFA). Inside a chunk it is a masked matrix product, between chunks a state.
 */
package dev.linnet.attention.decay;
