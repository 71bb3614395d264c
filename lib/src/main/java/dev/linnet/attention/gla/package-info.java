/** Chunkwise gated linear attention: a forget gate per key channel (GLA, arXiv 2312.06635). */
package dev.linnet.attention.gla;
