/** What the chunkwise forms share: the team of threads, stopping them, and the walk back over a sequence's chunks in bounded memory. */
package dev.linnet.attention.chunk;
