package dev.linnet.nn;

/** How the learning rate falls from its peak, after a warm-up, to its end; p is the share of these steps that are done. */
public enum Schedule {
    /** (1 + cos π p) / 2. */
    COSINE,
    /** 1 - p. */
    LINEAR,
    /** 1: it does not fall. */
    CONSTANT;

    /** The share of the way from the end's rate to the peak, 1 at p = 0. */
    public double share(double p) {
        return switch (this) {
            case COSINE -> 0.5 * (1 + StrictMath.cos(Math.PI * p));
            case LINEAR -> 1 - p;
            case CONSTANT -> 1;
        };
    }
}
