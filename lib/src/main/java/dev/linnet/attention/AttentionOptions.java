package dev.linnet.attention;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How an operator is computed.
 *
 * @param scale     factor on the queries; the rule's own unless given
 * @param chunkSize steps of a chunk; chosen from the head's width unless given. Results do not depend on it beyond rounding
 * @param threads   most threads that work at once, on different heads and sequences
 * @param strict    whether inputs are searched for NaN, infinities and numbers out of range before each call. Without it they
 *                  propagate: to later steps always, to earlier steps of the same chunk possibly
 * @param device    where {@link Chunkwise} computes; every other form runs on the CPU
 */
public record AttentionOptions(OptionalDouble scale, OptionalInt chunkSize, int threads, boolean strict,
        Device device) {
    public AttentionOptions {
        if (chunkSize.isPresent() && chunkSize.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "chunkSize is " + chunkSize.getAsInt() + "; a chunk has at least 1 step.");
        }
        if (scale.isPresent() && !Double.isFinite(scale.getAsDouble())) {
            throw new IllegalArgumentException("scale is " + scale.getAsDouble() + "; it must be a finite number.");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + "; at least 1 thread works.");
        }
    }

    /** The rule's scale, a chosen chunk, one thread per processor, not strict, on the CPU. */
    public static AttentionOptions defaults() {
        return new AttentionOptions(OptionalDouble.empty(), OptionalInt.empty(),
                Runtime.getRuntime().availableProcessors(), false, Device.CPU);
    }

    public AttentionOptions withScale(double newScale) {
        return new AttentionOptions(OptionalDouble.of(newScale), chunkSize, threads, strict, device);
    }

    public AttentionOptions withChunkSize(int newChunkSize) {
        return new AttentionOptions(scale, OptionalInt.of(newChunkSize), threads, strict, device);
    }

    public AttentionOptions withThreads(int newThreads) {
        return new AttentionOptions(scale, chunkSize, newThreads, strict, device);
    }

    public AttentionOptions withStrict(boolean newStrict) {
        return new AttentionOptions(scale, chunkSize, threads, newStrict, device);
    }

    public AttentionOptions withDevice(Device newDevice) {
        return new AttentionOptions(scale, chunkSize, threads, strict, newDevice);
    }

    /** The factor on the queries of such a rule: the given scale, or else the rule's own. */
    public double scaleFor(AttentionRule rule, int keyDim) {
        return scale.orElse(rule.defaultScale(keyDim));
    }
}
