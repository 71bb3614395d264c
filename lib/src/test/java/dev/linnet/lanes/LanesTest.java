package dev.linnet.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void the_exponential_agrees_with_the_library_to_single_precision() {
        for (double x = -86; x <= 87; x += 0.01) {
            float single = (float) x;
            double exact = Math.exp(single);
            float computed = Lanes.exp(Lanes.broadcast(single)).lane(0);
            assertEquals(1, computed / exact, 3e-7, "e^" + single);
        }
    }

    @Test
    void the_exponential_is_clamped_and_finite_far_outside() {
        assertTrue(Lanes.exp(Lanes.broadcast(1e9f)).lane(0) < Float.POSITIVE_INFINITY);
        assertTrue(Lanes.exp(Lanes.broadcast(-1e9f)).lane(0) > 0);
    }

    @Test
    void the_sigmoid_saturates_exactly_above_and_is_half_at_zero() {
        assertEquals(1f, Lanes.sigmoid(Lanes.broadcast(40f)).lane(0));
        assertEquals(0.5f, Lanes.sigmoid(FloatVector.zero(Lanes.SPECIES)).lane(0));
    }

    @Test
    void the_logarithm_agrees_with_the_library_to_single_precision() {
        for (double exponent = -37; exponent <= 38; exponent += 0.003) {
            float single = (float) Math.pow(10, exponent);
            double exact = Math.log(single);
            float computed = Lanes.log(Lanes.broadcast(single)).lane(0);
            assertEquals(exact, computed, 1e-7 + 2e-7 * Math.abs(exact), "ln " + single);
        }
        for (float x = 0.5f; x <= 2; x += 0.0007f) {
            assertEquals(Math.log(x), Lanes.log(Lanes.broadcast(x)).lane(0), 1e-7, "ln " + x);
        }
    }

    @Test
    void softplus_is_close_everywhere_and_never_overflows() {
        for (float x = -30; x <= 30; x += 0.013f) {
            assertEquals(Math.log1p(Math.exp(x)), Lanes.softplus(Lanes.broadcast(x)).lane(0), 2e-7 * Math.max(1, x));
        }
        assertEquals(1e30f, Lanes.softplus(Lanes.broadcast(1e30f)).lane(0));
        assertEquals(0, Lanes.softplus(Lanes.broadcast(-1e30f)).lane(0), 1e-30);
    }
}
