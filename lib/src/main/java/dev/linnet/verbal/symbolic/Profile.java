package dev.linnet.verbal.symbolic;

/**
 * How exactly the symbolic model computes. Less exact profiles show how numerical slips act on the loop of verbalized learning; they say nothing
 * about language models of any size, and every plot of them must be labelled {@value #LABEL}.
 *
 * @param name     small letters
 * @param slip     each number that is written is off by a factor of up to 1 +- slip, decided by a hash of seed and prompt
 * @param decimals to which parameters are rounded, 0 to 2
 * @param stride   how much of the way from the old parameters to newly fitted ones a step goes, above 0 to 1
 */
public record Profile(String name, double slip, int decimals, double stride) {
    /** What plots of profiles must say. */
    public static final String LABEL = "simulated imprecision";

    /** Exact. */
    public static final Profile LARGE = new Profile("large", 0, 2, 1);
    /** Off by up to 10 percent, one decimal. */
    public static final Profile MEDIUM = new Profile("medium", 0.10, 1, 1);
    /** Off by up to 30 percent, whole numbers. */
    public static final Profile SMALL = new Profile("small", 0.30, 0, 1);

    public Profile {
        if (!(slip >= 0 && slip < 1)) {
            throw new IllegalArgumentException("slip is " + slip + "; it must be at least 0 and less than 1.");
        }
        if (decimals < 0 || decimals > 2) {
            throw new IllegalArgumentException("decimals is " + decimals + "; it must be 0, 1 or 2.");
        }
        if (!(stride > 0 && stride <= 1)) {
            throw new IllegalArgumentException("stride is " + stride + "; it must be above 0 and at most 1.");
        }
    }

    /** This profile with another stride, as a profile of another name. */
    public Profile withStride(double share) {
        return new Profile(name + " with stride " + share, slip, decimals, share);
    }
}
