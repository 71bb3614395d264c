package dev.linnet.bench.attention;

/**
 * How long calls took.
 *
 * @param micros microseconds of a call, in the best iteration
 * @param bytes  bytes of Java's heap that a call allocated
 * @param chunk  the chunk size, where it was chosen while measuring; 0 otherwise
 */
record Measured(double micros, double bytes, int chunk) {}
