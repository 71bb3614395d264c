package dev.linnet.attention.data;

/** How the state forgets before each write. */
public enum Gate {
    /** It does not: the transition is the identity. */
    NONE,
    /** By one constant per head. */
    FIXED,
    /** By one number per step, {@code logDecay [batch][head][time]}. */
    SCALAR,
    /** By one number per step and key channel, {@code logDecay [batch][head][time][key]}. */
    CHANNEL
}
