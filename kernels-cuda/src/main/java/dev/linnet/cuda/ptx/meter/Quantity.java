package dev.linnet.cuda.ptx.meter;

/** What is counted. */
public enum Quantity {
    /** Instructions that threads executed. */
    THREAD_INSTRUCTIONS,
    /** Floating-point operations; a fused multiply-add is two. */
    FLOP,
    /** Instructions of warps that access global memory with at least one lane. */
    GLOBAL_REQUESTS,
    /** Pieces of 32 bytes of global memory that those requests touch. */
    SECTORS,
    /** The fewest sectors that hold the bytes which each request touches. */
    LEAST_SECTORS,
    /** Bytes of global memory that threads read. */
    BYTES_LOADED,
    /** Bytes of global memory that threads write. */
    BYTES_STORED,
    /** Instructions of warps that access shared memory with at least one lane. */
    SHARED_REQUESTS,
    /** How often shared memory has to be looked at for those requests, 32 banks of 4 bytes at a time. */
    WAVEFRONTS,
    /** The same if no two words of a request were in the same bank. */
    LEAST_WAVEFRONTS,
    /** Bytes of shared memory that threads read and write. */
    SHARED_BYTES,
    /** Bytes of local memory that threads read and write. */
    LOCAL_BYTES,
    /** Conditional jumps that warps came to. */
    BRANCHES,
    /** Those at which lanes of a warp parted. */
    SPLITS
}
