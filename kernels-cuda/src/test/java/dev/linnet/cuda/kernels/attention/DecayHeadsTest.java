package dev.linnet.cuda.kernels.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.linnet.cuda.Buffer;
import dev.linnet.cuda.LaunchShape;
import dev.linnet.cuda.Target;
import dev.linnet.cuda.backend.Dim3;

/** Its results are compared with the recurrence in double precision in the library's tests. */
class DecayHeadsTest {
    private static final int SEGMENTS = 4;
    private static final int ALL = 2;
    private static final int STEPS = SEGMENTS * Heads.CHUNK - 10;
    private static final float SCALE = 0.3f;

    private final SplittableRandom random = new SplittableRandom(3);

    /** Segments of one chunk, so that they are several without being long. */
    @ParameterizedTest
    @CsvSource({"64, true", "128, false"})
    void segments_that_sum_up_by_themselves_give_the_bits_of_a_scan(int width, boolean gated) {
        var kernels = DecayHeads.module(Target.CPU);
        int row = STEPS * width;
        int size = width * width;
        var q = numbers(ALL * row);
        var k = numbers(ALL * row);
        var v = numbers(ALL * row);
        var decays = decays(gated ? ALL * STEPS : ALL);
        var initial = floats(ALL * size);
        var added = Buffer.f32((long) ALL * SEGMENTS * size);
        var states = Buffer.f32(added.length());
        var logs = Buffer.f32(ALL * SEGMENTS);
        kernels.kernel("decay_accumulate_" + width)
                .launch(shape(SEGMENTS - 1, 2 * width, 8 * Heads.CHUNK * width * Short.BYTES), k, v, decays,
                        gated ? 1 : 0, 0, SCALE, added, logs, STEPS, ALL, SEGMENTS, 1, (long) ALL * row, (long) row,
                        (long) width);
        kernels.kernel("decay_scan")
                .launch(shape(size / Heads.SCANNED, Heads.SCAN, 0), added, states, initial, logs, 0, size, SEGMENTS);
        var results = new float[2][];
        var lasts = new float[2][];
        for (int summing = 0; summing < 2; summing++) {
            var o = Buffer.bf16((long) ALL * row);
            var last = Buffer.f32((long) ALL * size);
            kernels.kernel("decay_forward_" + width)
                    .launch(shape(SEGMENTS, 2 * width, (6 * width + Heads.CHUNK) * Heads.CHUNK * Short.BYTES), q, k, v,
                            o, decays, gated ? 1 : 0, SCALE, summing == 1 ? added : states, initial, logs, summing,
                            last,
                            STEPS, ALL, SEGMENTS, 1, (long) ALL * row, (long) row, (long) width);
            results[summing] = o.toFloats();
            lasts[summing] = last.toFloats();
        }
        assertArrayEquals(results[0], results[1]);
        assertArrayEquals(lasts[0], lasts[1]);
        assertNotEquals(0, results[0][ALL * row - 1]);
    }

    @Test
    void a_forward_pass_may_be_followed_by_several_backward_passes() {
        var heads = new Heads(1, 1, STEPS, Heads.NARROW);
        var decay = new DecayHeads(heads, true, SCALE);
        int row = STEPS * Heads.NARROW;
        int size = Heads.NARROW * Heads.NARROW;
        var dOut = numbers(row);
        var dLast = floats(size);
        var results = new float[2][][];
        try (var kept = decay.forward(Target.CPU, numbers(row), numbers(row), numbers(row), decays(STEPS), floats(size),
                Buffer.bf16(row), Buffer.f32(size))) {
            for (int pass = 0; pass < 2; pass++) {
                var d = new Buffer[] {Buffer.bf16(row), Buffer.bf16(row), Buffer.bf16(row), Buffer.f32(STEPS),
                        Buffer.f32(size)};
                decay.backward(Target.CPU, kept, dOut, dLast, d[0], d[1], d[2], d[3], d[4]);
                results[pass] = new float[d.length][];
                for (int i = 0; i < d.length; i++) {
                    results[pass][i] = d[i].toFloats();
                }
            }
        }
        for (int i = 0; i < results[0].length; i++) {
            assertArrayEquals(results[0][i], results[1][i]);
        }
    }

    private static LaunchShape shape(int columns, int threads, int sharedBytes) {
        return new LaunchShape(Dim3.of(columns, ALL), Dim3.of(threads), sharedBytes);
    }

    private Buffer decays(int length) {
        var decays = new float[length];
        for (int i = 0; i < length; i++) {
            decays[i] = -0.02f * random.nextFloat();
        }
        return Buffer.of(decays);
    }

    private Buffer floats(int length) {
        return Buffer.of(random(length));
    }

    private Buffer numbers(int length) {
        return Buffer.bf16(length).set(random(length));
    }

    private float[] random(int length) {
        var numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return numbers;
    }
}
