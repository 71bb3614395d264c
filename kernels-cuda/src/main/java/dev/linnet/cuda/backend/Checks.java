package dev.linnet.cuda.backend;

/** Whether the CPU engine looks for races, uninitialised reads and divergent barriers; bounds it always looks at. */
public enum Checks {
    /** For small launches. */
    AUTO,
    /** Always; without a GPU's help. */
    ON,
    /** Never. */
    OFF
}
