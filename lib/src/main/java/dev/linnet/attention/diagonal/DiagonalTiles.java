package dev.linnet.attention.diagonal;

import dev.linnet.lanes.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What some tokens do to a tile of a head's state, S {@code [2 keys][4 values]}, and backwards to its gradient D, one vector of lanes at a
 * time. The tile stays in registers from the first token to the last.
 *
 * <p>A token's numbers lie side by side in a row: those of two keys in {@link #KEYS} numbers, those of four values in {@link #VALUES}. Sums
 * over keys or over values go on from tile to tile in these rows. Vectors are never handed to other methods here: where the JIT does not
 * inline those, it allocates.
 */
final class DiagonalTiles {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LENGTH = SPECIES.length();

    /** Keys of a tile, and values. */
    static final int HEIGHT = 2;
    static final int COLUMNS = 4;
    /** Numbers of a tile. */
    static final int SIZE = HEIGHT * COLUMNS * LENGTH;

    /** In a row of two keys: they themselves, their gates, queries and gradients; and the row's numbers. */
    static final int KEY = 0;
    static final int GATE = HEIGHT * LENGTH;
    static final int QUERY = 2 * HEIGHT * LENGTH;
    static final int QUERY_GRADIENT = 3 * HEIGHT * LENGTH;
    static final int KEY_GRADIENT = 4 * HEIGHT * LENGTH;
    static final int GATE_GRADIENT = 5 * HEIGHT * LENGTH;
    static final int GRADIENTS = QUERY_GRADIENT;
    static final int KEYS = 6 * HEIGHT * LENGTH;

    /** In a row of four values: they themselves, outputs or their gradients, the values' gradients, v·do; and the row's numbers. */
    static final int VALUE = 0;
    static final int OUTPUT = COLUMNS * LENGTH;
    static final int VALUE_GRADIENT = 2 * COLUMNS * LENGTH;
    static final int PRODUCT = 3 * COLUMNS * LENGTH;
    static final int VALUES = 3 * COLUMNS * LENGTH + LENGTH;

    private DiagonalTiles() {}

    /** S' = diag(a) S + k v^T and o += S'^T q for every token; the tile is read from {@code at} and written to it. */
    static void forward(float[] rows, int at, int keyRow, int valueRow, int steps) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, rows, at);
        FloatVector s01 = FloatVector.fromArray(SPECIES, rows, at + LENGTH);
        FloatVector s02 = FloatVector.fromArray(SPECIES, rows, at + 2 * LENGTH);
        FloatVector s03 = FloatVector.fromArray(SPECIES, rows, at + 3 * LENGTH);
        FloatVector s10 = FloatVector.fromArray(SPECIES, rows, at + 4 * LENGTH);
        FloatVector s11 = FloatVector.fromArray(SPECIES, rows, at + 5 * LENGTH);
        FloatVector s12 = FloatVector.fromArray(SPECIES, rows, at + 6 * LENGTH);
        FloatVector s13 = FloatVector.fromArray(SPECIES, rows, at + 7 * LENGTH);
        for (int t = 0; t < steps; t++) {
            int k = keyRow + t * KEYS;
            int v = valueRow + t * VALUES;
            FloatVector v0 = FloatVector.fromArray(SPECIES, rows, v);
            FloatVector v1 = FloatVector.fromArray(SPECIES, rows, v + LENGTH);
            FloatVector v2 = FloatVector.fromArray(SPECIES, rows, v + 2 * LENGTH);
            FloatVector v3 = FloatVector.fromArray(SPECIES, rows, v + 3 * LENGTH);
            FloatVector o0 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT);
            FloatVector o1 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + LENGTH);
            FloatVector o2 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 2 * LENGTH);
            FloatVector o3 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 3 * LENGTH);
            FloatVector k0 = FloatVector.fromArray(SPECIES, rows, k);
            FloatVector a0 = FloatVector.fromArray(SPECIES, rows, k + GATE);
            FloatVector q0 = FloatVector.fromArray(SPECIES, rows, k + QUERY);
            s00 = a0.fma(s00, k0.mul(v0));
            o0 = q0.fma(s00, o0);
            s01 = a0.fma(s01, k0.mul(v1));
            o1 = q0.fma(s01, o1);
            s02 = a0.fma(s02, k0.mul(v2));
            o2 = q0.fma(s02, o2);
            s03 = a0.fma(s03, k0.mul(v3));
            o3 = q0.fma(s03, o3);
            FloatVector k1 = FloatVector.fromArray(SPECIES, rows, k + LENGTH);
            FloatVector a1 = FloatVector.fromArray(SPECIES, rows, k + GATE + LENGTH);
            FloatVector q1 = FloatVector.fromArray(SPECIES, rows, k + QUERY + LENGTH);
            s10 = a1.fma(s10, k1.mul(v0));
            o0 = q1.fma(s10, o0);
            s11 = a1.fma(s11, k1.mul(v1));
            o1 = q1.fma(s11, o1);
            s12 = a1.fma(s12, k1.mul(v2));
            o2 = q1.fma(s12, o2);
            s13 = a1.fma(s13, k1.mul(v3));
            o3 = q1.fma(s13, o3);
            o0.intoArray(rows, v + OUTPUT);
            o1.intoArray(rows, v + OUTPUT + LENGTH);
            o2.intoArray(rows, v + OUTPUT + 2 * LENGTH);
            o3.intoArray(rows, v + OUTPUT + 3 * LENGTH);
        }
        s00.intoArray(rows, at);
        s01.intoArray(rows, at + LENGTH);
        s02.intoArray(rows, at + 2 * LENGTH);
        s03.intoArray(rows, at + 3 * LENGTH);
        s10.intoArray(rows, at + 4 * LENGTH);
        s11.intoArray(rows, at + 5 * LENGTH);
        s12.intoArray(rows, at + 6 * LENGTH);
        s13.intoArray(rows, at + 7 * LENGTH);
    }

    /**
     * Keeps S before every token in {@code states}, and adds to the gradients of queries, a ⊙ (S do) + k (v·do), which is S' do.
     */
    static void again(float[] rows, int from, int states, int keyRow, int valueRow, int steps) {
        FloatVector s00 = FloatVector.fromArray(SPECIES, rows, from);
        FloatVector s01 = FloatVector.fromArray(SPECIES, rows, from + LENGTH);
        FloatVector s02 = FloatVector.fromArray(SPECIES, rows, from + 2 * LENGTH);
        FloatVector s03 = FloatVector.fromArray(SPECIES, rows, from + 3 * LENGTH);
        FloatVector s10 = FloatVector.fromArray(SPECIES, rows, from + 4 * LENGTH);
        FloatVector s11 = FloatVector.fromArray(SPECIES, rows, from + 5 * LENGTH);
        FloatVector s12 = FloatVector.fromArray(SPECIES, rows, from + 6 * LENGTH);
        FloatVector s13 = FloatVector.fromArray(SPECIES, rows, from + 7 * LENGTH);
        for (int t = 0; t < steps; t++) {
            int k = keyRow + t * KEYS;
            int v = valueRow + t * VALUES;
            int at = states + t * SIZE;
            FloatVector v0 = FloatVector.fromArray(SPECIES, rows, v);
            FloatVector v1 = FloatVector.fromArray(SPECIES, rows, v + LENGTH);
            FloatVector v2 = FloatVector.fromArray(SPECIES, rows, v + 2 * LENGTH);
            FloatVector v3 = FloatVector.fromArray(SPECIES, rows, v + 3 * LENGTH);
            FloatVector o0 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT);
            FloatVector o1 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + LENGTH);
            FloatVector o2 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 2 * LENGTH);
            FloatVector o3 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 3 * LENGTH);
            FloatVector product = FloatVector.fromArray(SPECIES, rows, v + PRODUCT);
            FloatVector zero = FloatVector.zero(SPECIES);
            FloatVector k0 = FloatVector.fromArray(SPECIES, rows, k);
            FloatVector a0 = FloatVector.fromArray(SPECIES, rows, k + GATE);
            FloatVector q0 = FloatVector.fromArray(SPECIES, rows, k + QUERY_GRADIENT);
            s00.intoArray(rows, at);
            FloatVector read0 = o0.fma(s00, zero);
            s00 = a0.fma(s00, k0.mul(v0));
            s01.intoArray(rows, at + LENGTH);
            read0 = o1.fma(s01, read0);
            s01 = a0.fma(s01, k0.mul(v1));
            s02.intoArray(rows, at + 2 * LENGTH);
            read0 = o2.fma(s02, read0);
            s02 = a0.fma(s02, k0.mul(v2));
            s03.intoArray(rows, at + 3 * LENGTH);
            read0 = o3.fma(s03, read0);
            s03 = a0.fma(s03, k0.mul(v3));
            a0.fma(read0, k0.fma(product, q0)).intoArray(rows, k + QUERY_GRADIENT);
            FloatVector k1 = FloatVector.fromArray(SPECIES, rows, k + LENGTH);
            FloatVector a1 = FloatVector.fromArray(SPECIES, rows, k + GATE + LENGTH);
            FloatVector q1 = FloatVector.fromArray(SPECIES, rows, k + QUERY_GRADIENT + LENGTH);
            s10.intoArray(rows, at + 4 * LENGTH);
            FloatVector read1 = o0.fma(s10, zero);
            s10 = a1.fma(s10, k1.mul(v0));
            s11.intoArray(rows, at + 5 * LENGTH);
            read1 = o1.fma(s11, read1);
            s11 = a1.fma(s11, k1.mul(v1));
            s12.intoArray(rows, at + 6 * LENGTH);
            read1 = o2.fma(s12, read1);
            s12 = a1.fma(s12, k1.mul(v2));
            s13.intoArray(rows, at + 7 * LENGTH);
            read1 = o3.fma(s13, read1);
            s13 = a1.fma(s13, k1.mul(v3));
            a1.fma(read1, k1.fma(product, q1)).intoArray(rows, k + QUERY_GRADIENT + LENGTH);
        }
    }

    /**
     * Backwards through the tokens: D += q do^T; dv += D^T k; dk += D v; da += D ⊙ S summed over values; D &lt;- diag(a) D. The tile of D is
     * read from {@code at} and written to it.
     */
    static void backward(float[] rows, int at, int states, int keyRow, int valueRow, int steps) {
        FloatVector d00 = FloatVector.fromArray(SPECIES, rows, at);
        FloatVector d01 = FloatVector.fromArray(SPECIES, rows, at + LENGTH);
        FloatVector d02 = FloatVector.fromArray(SPECIES, rows, at + 2 * LENGTH);
        FloatVector d03 = FloatVector.fromArray(SPECIES, rows, at + 3 * LENGTH);
        FloatVector d10 = FloatVector.fromArray(SPECIES, rows, at + 4 * LENGTH);
        FloatVector d11 = FloatVector.fromArray(SPECIES, rows, at + 5 * LENGTH);
        FloatVector d12 = FloatVector.fromArray(SPECIES, rows, at + 6 * LENGTH);
        FloatVector d13 = FloatVector.fromArray(SPECIES, rows, at + 7 * LENGTH);
        for (int t = steps - 1; t >= 0; t--) {
            int k = keyRow + t * KEYS;
            int v = valueRow + t * VALUES;
            int s = states + t * SIZE;
            FloatVector v0 = FloatVector.fromArray(SPECIES, rows, v);
            FloatVector v1 = FloatVector.fromArray(SPECIES, rows, v + LENGTH);
            FloatVector v2 = FloatVector.fromArray(SPECIES, rows, v + 2 * LENGTH);
            FloatVector v3 = FloatVector.fromArray(SPECIES, rows, v + 3 * LENGTH);
            FloatVector o0 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT);
            FloatVector o1 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + LENGTH);
            FloatVector o2 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 2 * LENGTH);
            FloatVector o3 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 3 * LENGTH);
            FloatVector sum0 = FloatVector.fromArray(SPECIES, rows, v + VALUE_GRADIENT);
            FloatVector sum1 = FloatVector.fromArray(SPECIES, rows, v + VALUE_GRADIENT + LENGTH);
            FloatVector sum2 = FloatVector.fromArray(SPECIES, rows, v + VALUE_GRADIENT + 2 * LENGTH);
            FloatVector sum3 = FloatVector.fromArray(SPECIES, rows, v + VALUE_GRADIENT + 3 * LENGTH);
            FloatVector q0 = FloatVector.fromArray(SPECIES, rows, k + QUERY);
            FloatVector k0 = FloatVector.fromArray(SPECIES, rows, k);
            FloatVector a0 = FloatVector.fromArray(SPECIES, rows, k + GATE);
            FloatVector key0 = FloatVector.fromArray(SPECIES, rows, k + KEY_GRADIENT);
            FloatVector gate0 = FloatVector.fromArray(SPECIES, rows, k + GATE_GRADIENT);
            d00 = q0.fma(o0, d00);
            sum0 = k0.fma(d00, sum0);
            key0 = d00.fma(v0, key0);
            gate0 = d00.fma(FloatVector.fromArray(SPECIES, rows, s), gate0);
            d00 = d00.mul(a0);
            d01 = q0.fma(o1, d01);
            sum1 = k0.fma(d01, sum1);
            key0 = d01.fma(v1, key0);
            gate0 = d01.fma(FloatVector.fromArray(SPECIES, rows, s + LENGTH), gate0);
            d01 = d01.mul(a0);
            d02 = q0.fma(o2, d02);
            sum2 = k0.fma(d02, sum2);
            key0 = d02.fma(v2, key0);
            gate0 = d02.fma(FloatVector.fromArray(SPECIES, rows, s + 2 * LENGTH), gate0);
            d02 = d02.mul(a0);
            d03 = q0.fma(o3, d03);
            sum3 = k0.fma(d03, sum3);
            key0 = d03.fma(v3, key0);
            gate0 = d03.fma(FloatVector.fromArray(SPECIES, rows, s + 3 * LENGTH), gate0);
            d03 = d03.mul(a0);
            key0.intoArray(rows, k + KEY_GRADIENT);
            gate0.intoArray(rows, k + GATE_GRADIENT);
            FloatVector q1 = FloatVector.fromArray(SPECIES, rows, k + QUERY + LENGTH);
            FloatVector k1 = FloatVector.fromArray(SPECIES, rows, k + LENGTH);
            FloatVector a1 = FloatVector.fromArray(SPECIES, rows, k + GATE + LENGTH);
            FloatVector key1 = FloatVector.fromArray(SPECIES, rows, k + KEY_GRADIENT + LENGTH);
            FloatVector gate1 = FloatVector.fromArray(SPECIES, rows, k + GATE_GRADIENT + LENGTH);
            d10 = q1.fma(o0, d10);
            sum0 = k1.fma(d10, sum0);
            key1 = d10.fma(v0, key1);
            gate1 = d10.fma(FloatVector.fromArray(SPECIES, rows, s + 4 * LENGTH), gate1);
            d10 = d10.mul(a1);
            d11 = q1.fma(o1, d11);
            sum1 = k1.fma(d11, sum1);
            key1 = d11.fma(v1, key1);
            gate1 = d11.fma(FloatVector.fromArray(SPECIES, rows, s + 5 * LENGTH), gate1);
            d11 = d11.mul(a1);
            d12 = q1.fma(o2, d12);
            sum2 = k1.fma(d12, sum2);
            key1 = d12.fma(v2, key1);
            gate1 = d12.fma(FloatVector.fromArray(SPECIES, rows, s + 6 * LENGTH), gate1);
            d12 = d12.mul(a1);
            d13 = q1.fma(o3, d13);
            sum3 = k1.fma(d13, sum3);
            key1 = d13.fma(v3, key1);
            gate1 = d13.fma(FloatVector.fromArray(SPECIES, rows, s + 7 * LENGTH), gate1);
            d13 = d13.mul(a1);
            key1.intoArray(rows, k + KEY_GRADIENT + LENGTH);
            gate1.intoArray(rows, k + GATE_GRADIENT + LENGTH);
            sum0.intoArray(rows, v + VALUE_GRADIENT);
            sum1.intoArray(rows, v + VALUE_GRADIENT + LENGTH);
            sum2.intoArray(rows, v + VALUE_GRADIENT + 2 * LENGTH);
            sum3.intoArray(rows, v + VALUE_GRADIENT + 3 * LENGTH);
        }
        d00.intoArray(rows, at);
        d01.intoArray(rows, at + LENGTH);
        d02.intoArray(rows, at + 2 * LENGTH);
        d03.intoArray(rows, at + 3 * LENGTH);
        d10.intoArray(rows, at + 4 * LENGTH);
        d11.intoArray(rows, at + 5 * LENGTH);
        d12.intoArray(rows, at + 6 * LENGTH);
        d13.intoArray(rows, at + 7 * LENGTH);
    }

    /** Sets v·do of a row of four values, and zeros for the gradients of these. */
    static void beginBackward(float[] rows, int v) {
        FloatVector v0 = FloatVector.fromArray(SPECIES, rows, v);
        FloatVector v1 = FloatVector.fromArray(SPECIES, rows, v + LENGTH);
        FloatVector v2 = FloatVector.fromArray(SPECIES, rows, v + 2 * LENGTH);
        FloatVector v3 = FloatVector.fromArray(SPECIES, rows, v + 3 * LENGTH);
        FloatVector o0 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT);
        FloatVector o1 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + LENGTH);
        FloatVector o2 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 2 * LENGTH);
        FloatVector o3 = FloatVector.fromArray(SPECIES, rows, v + OUTPUT + 3 * LENGTH);
        v0.fma(o0, v1.mul(o1)).add(v2.fma(o2, v3.mul(o3))).intoArray(rows, v + PRODUCT);
        FloatVector zero = FloatVector.zero(SPECIES);
        zero.intoArray(rows, v + VALUE_GRADIENT);
        zero.intoArray(rows, v + VALUE_GRADIENT + LENGTH);
        zero.intoArray(rows, v + VALUE_GRADIENT + 2 * LENGTH);
        zero.intoArray(rows, v + VALUE_GRADIENT + 3 * LENGTH);
    }
}
