package dev.linnet.statetracking;

/** The arithmetic that a construction runs in. */
public enum Precision {
    FLOAT, DOUBLE
}
