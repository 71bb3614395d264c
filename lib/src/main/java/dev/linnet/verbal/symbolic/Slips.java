package dev.linnet.verbal.symbolic;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import dev.linnet.verbal.grammar.Numerals;

/** The slips of a profile in one reply: decided by a hash, so that the same prompt slips in the same way. */
final class Slips {
    private final Profile profile;
    private final String seed;
    private final String prompt;
    private int written;

    Slips(Profile profile, String seed, String prompt) {
        this.profile = profile;
        this.seed = seed;
        this.prompt = prompt;
    }

    Profile profile() {
        return profile;
    }

    /** The next number that is written, off by the profile's slip. */
    double off(double value) {
        return profile.slip() == 0 ? value : value * (1 + profile.slip() * unit(written++));
    }

    /** The next parameter that is written: off by the slip, and rounded to {@code decimals} or to what the profile has. */
    double parameter(double value, int decimals) {
        return Numerals.round(off(value), Math.min(decimals, profile.decimals()));
    }

    /** A number from -1 to 1. */
    private double unit(int index) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((seed + "\n" + index + "\n" + prompt).getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(hash).getLong() >> 11) * 0x1p-52;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has it
        }
    }
}
