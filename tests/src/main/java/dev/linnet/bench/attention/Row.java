package dev.linnet.bench.attention;

import dev.linnet.attention.AttentionRule;
import dev.linnet.attention.softmax.BlockForm;
import java.util.Optional;

/**
 * What was measured of one operator.
 *
 * @param chunk    steps of a chunk of ours
 * @param both     forward and backward
 * @param softmax  libtorch's softmax attention at the same sizes, forward
 * @param peak     GFLOP/s of the product of two matrices on as many threads
 */
record Row(Measuring.Case what, int chunk, Optional<Measured> forward, Optional<Measured> both,
        Optional<Measured> libtorchForward, Optional<Measured> libtorchBoth, Optional<Measured> softmax, double peak) {
    private static final double COMPARING_BACKWARD = 2.5;

    private double tokens() {
        return (double) what.time() * what.heads();
    }

    /** Nanoseconds of a token of a head. */
    double perToken(Measured measured) {
        return measured.micros() * 1e3 / tokens();
    }

    /** Nominal GFLOP/s: see {@link Cost}; comparing rules are counted as the pairs that they see. */
    double rate(Measured measured, boolean backward) {
        return operations(backward) / perToken(measured);
    }

    private double operations(boolean backward) {
        AttentionRule rule = what.operator().rule(what.heads());
        int d = what.dim();
        if (rule instanceof AttentionRule.Comparing comparing) {
            BlockForm form = comparing.blockForm();
            double seen = (Math.min(form.width(), what.time()) + 1) / 2.0;
            return 4 * d * seen * (backward ? 1 + COMPARING_BACKWARD : 1);
        }
        var cost = new Cost(rule, d, d, chunk, true);
        return backward ? cost.forwardAndBackward() : cost.forward();
    }
}
