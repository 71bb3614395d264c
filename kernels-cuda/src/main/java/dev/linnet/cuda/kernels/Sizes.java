package dev.linnet.cuda.kernels;

import java.util.Arrays;
import java.util.stream.Collectors;

import dev.linnet.cuda.Elements;

/** What kernels require of the sizes that they are given. */
final class Sizes {
    private Sizes() {}

    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " is not possible; it must be at least 1");
        }
    }

    /** Exactly as many floats as the product of the factors, which {@code shape} names. */
    static void require(String name, Object floats, String shape, int... factors) {
        long wanted = Arrays.stream(factors).asLongStream().reduce(1, Math::multiplyExact);
        Elements.requireFloats(name, floats, wanted, shape + " = "
                + Arrays.stream(factors).mapToObj(Integer::toString).collect(Collectors.joining(" * ")));
    }
}
