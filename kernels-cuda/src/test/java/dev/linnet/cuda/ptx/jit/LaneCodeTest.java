package dev.linnet.cuda.ptx.jit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

import dev.linnet.cuda.ptx.machine.Lanes;

class LaneCodeTest {
    /** More than are done plainly, so that the later ones are done in vectors. */
    private static final int CALLS = 20_000;

    private final Random random = new Random(11);
    private final int[] words = random.ints(512).toArray();

    @Test
    void words_are_gathered_as_the_plain_twin_gathers_them_first_and_later() {
        int[] out = new int[4 * Lanes.COUNT];
        int[] expected = new int[out.length];
        for (int k = 0; k < CALLS; k++) {
            int inARow = 1 + random.nextInt(4);
            int[] places = random.ints(Lanes.IL, 0, 400).toArray();
            int at = random.nextInt(100);
            int to = random.nextInt(Lanes.COUNT / Lanes.IL) * Lanes.IL;
            LaneCode.gather(words, at, places, inARow, out, to);
            LaneCode.gatherPlainly(words, at, places, inARow, expected, to);
            assertArrayEquals(expected, out);
        }
    }

    @Test
    void floats_are_gathered_with_the_bits_of_their_words_first_and_later() {
        float[] out = new float[4 * Lanes.COUNT];
        float[] expected = new float[out.length];
        for (int k = 0; k < CALLS; k++) {
            int inARow = 1 + random.nextInt(4);
            int[] places = random.ints(Lanes.IL, 0, 400).toArray();
            int at = random.nextInt(100);
            int to = random.nextInt(Lanes.COUNT / Lanes.IL) * Lanes.IL;
            LaneCode.gather(words, at, places, inARow, out, to);
            LaneCode.gatherPlainly(words, at, places, inARow, expected, to);
            assertArrayEquals(bits(expected), bits(out));
        }
    }

    @Test
    void floats_are_exchanged_with_their_bits_first_and_later() {
        float[] floats = new float[words.length];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = Float.intBitsToFloat(words[k]);
        }
        float[] out = new float[Lanes.COUNT];
        float[] expected = new float[out.length];
        for (int k = 0; k < CALLS; k++) {
            int[] sources = random.ints(Lanes.COUNT, 0, Lanes.COUNT).toArray();
            LaneCode.exchange(floats, sources, out);
            LaneCode.exchangePlainly(floats, sources, expected);
            assertArrayEquals(bits(expected), bits(out));
        }
    }

    private static int[] bits(float[] floats) {
        int[] bits = new int[floats.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = Float.floatToRawIntBits(floats[k]);
        }
        return bits;
    }

    @Test
    void words_are_exchanged_as_the_plain_twin_exchanges_them_first_and_later() {
        int[] out = new int[Lanes.COUNT];
        int[] expected = new int[out.length];
        for (int k = 0; k < CALLS; k++) {
            int[] sources = random.ints(Lanes.COUNT, 0, Lanes.COUNT).toArray();
            LaneCode.exchange(words, sources, out);
            LaneCode.exchangePlainly(words, sources, expected);
            assertArrayEquals(expected, out);
        }
    }
}
