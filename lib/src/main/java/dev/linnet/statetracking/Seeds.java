package dev.linnet.statetracking;

import java.util.SplittableRandom;

/**
 * Random streams that depend on a seed, a purpose and an index only, so that example 17 of a test set is the same
 * whatever was drawn before it.
 */
public final class Seeds {
    /** What a stream is for: training and test examples never share one. */
    public enum Purpose {
        WEIGHTS(1), TRAINING(2), TEST(3), CONSTRUCTION(4);

        private final long salt;

        Purpose(long salt) {
            this.salt = salt;
        }
    }

    private Seeds() {}

    /** The seed of stream {@code index}: a 64-bit mix of the three numbers. */
    public static long mix(long seed, Purpose purpose, long index) {
        return scramble(scramble(scramble(seed) + purpose.salt) ^ index);
    }

    /** The stream {@code index} of {@code purpose}. */
    public static SplittableRandom stream(long seed, Purpose purpose, long index) {
        return new SplittableRandom(mix(seed, purpose, index));
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long scramble(long z) {
        long mixed = z + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
