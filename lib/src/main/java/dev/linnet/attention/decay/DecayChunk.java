package dev.linnet.attention.decay;

import dev.linnet.attention.data.FloatInputs;
import dev.linnet.attention.data.Layout;
import dev.linnet.attention.data.StateRule;
import dev.linnet.attention.linear.FeatureMap;
import dev.linnet.attention.linear.LinearForm;
import dev.linnet.attention.linear.OutputNorm;
import dev.linnet.attention.matrix.Ahead;
import dev.linnet.attention.matrix.Blocks;
import dev.linnet.attention.matrix.Lanes;
import dev.linnet.attention.matrix.Multiply;
import dev.linnet.attention.matrix.Operand;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;

/**
 * One chunk of one head, padded, and the forward products on it. With e, d and E of {@link Decays}:
 *
 * <pre>
 *     P = (Q K^T) * E        O = P V + diag(e) Q S        S &lt;- total S + (diag(d) K)^T V
 * </pre>
 */
final class DecayChunk {
    final LinearForm form;
    final Decays decays;
    /** What the next chunk will touch. */
    final Ahead ahead = new Ahead(9, 4);
    final int keys;
    final int values;
    final int keyWidth;
    final int valueWidth;
    final int width;
    final float[] q;
    final Operand k;
    final Operand v;
    final float[] p;
    final float[] o;
    final float[] scaled;
    final float[] transposed;
    int rows;
    int padded;
    private final float scale;

    /**
     * For the heads of a layout.
     *
     * @param width most rows of a chunk, padded
     */
    DecayChunk(StateRule rule, LinearForm form, float scale, Layout layout, int width) {
        this.form = form;
        this.scale = scale;
        this.width = width;
        keys = layout.keyDim();
        values = layout.valueDim();
        keyWidth = Lanes.padded(keys);
        valueWidth = Lanes.padded(form.stateColumns(values));
        decays = new Decays(rule, width);
        q = new float[width * keyWidth];
        k = new Operand(keys, keyWidth, width);
        v = new Operand(values, valueWidth, width);
        p = new float[width * width];
        o = new float[width * valueWidth];
        scaled = new float[width * Math.max(keyWidth, valueWidth)];
        transposed = new float[Math.max(keyWidth, valueWidth) * Math.max(width, keyWidth)];
    }

    int stateSize() {
        return keyWidth * valueWidth;
    }

    /** What the state needs: keys, values, decays. */
    void loadWrites(FloatInputs in, int head, int firstRow, int newRows) {
        rows = newRows;
        padded = Lanes.padded(rows);
        if (form.featureMap() == FeatureMap.IDENTITY) {
            k.load(in.k(), firstRow * keys, rows, padded);
        } else {
            form.featureMap().apply(k.copy(in.k(), firstRow * keys, rows, padded), keyWidth, rows, keys);
        }
        if (form.norm() == OutputNorm.SUM) {
            float[] block = v.copy(in.v(), firstRow * values, rows, padded);
            for (int r = 0; r < rows; r++) {
                block[r * valueWidth + values] = 1;
            }
        } else {
            v.load(in.v(), firstRow * values, rows, padded);
        }
        decays.load(in.logDecay(), head, firstRow, rows, padded);
    }

    void loadQueries(FloatInputs in, int firstRow) {
        Blocks.load(in.q(), firstRow * keys, rows, keys, q, keyWidth, padded);
        form.featureMap().apply(q, keyWidth, rows, keys);
        if (scale != 1) {
            Blocks.scale(q, padded * keyWidth, scale);
        }
    }

    /** P of this chunk. */
    void weights() {
        Transpose.transpose(k.array(), k.at(), keyWidth, padded, keyWidth, transposed, width);
        Multiply.rows(q, 0, keyWidth, transposed, 0, width, p, 0, width, padded, padded, keyWidth,
                Triangle.RESULT_LOWER, 1, false, ahead);
        decays.mask(p, width, padded, 1);
    }

    /** O, before the norm, from P and the state that enters the chunk, into a block of {@code to} that begins at {@code at}. */
    void outputs(float[] state, float[] to, int at) {
        Multiply.rows(p, 0, width, v.array(), v.at(), valueWidth, to, at, valueWidth, padded, valueWidth, padded,
                Triangle.LOWER, 1, false, ahead);
        float[] decayed = q;
        if (!decays.none()) {
            Blocks.scaleRows(q, decays.fromStart(), scaled, padded, keyWidth);
            decayed = scaled;
        }
        Multiply.rows(decayed, 0, keyWidth, state, 0, valueWidth, to, at, valueWidth, padded, valueWidth, keyWidth,
                Triangle.NONE, 1, true, ahead);
    }

    /** Whether the chunk's rows lie in the caller's arrays as in a block of outputs. */
    boolean fillsOutputs() {
        return values == valueWidth && rows == padded && form.norm() == OutputNorm.NONE;
    }

    /** The state that leaves the chunk. */
    void advance(float[] state) {
        if (!decays.none()) {
            Blocks.scale(state, stateSize(), decays.total());
        }
        write(state, true);
    }

    /** What the chunk adds to the decayed state. */
    void write(float[] state, boolean add) {
        float[] decayed = k.array();
        int at = k.at();
        if (!decays.none()) {
            Blocks.scaleRows(k.array(), k.at(), decays.toEnd(), scaled, padded, keyWidth);
            decayed = scaled;
            at = 0;
        }
        Multiply.columns(decayed, at, keyWidth, v.array(), v.at(), valueWidth, state, 0, valueWidth, keyWidth,
                valueWidth,
                padded, Triangle.NONE, 1, add, ahead);
    }

    /** Divides each row of O by the divisor of its norm, which it leaves in {@code divisors}. */
    void normalise(float[] divisors) {
        for (int r = 0; r < rows; r++) {
            int row = r * valueWidth;
            float divisor;
            if (form.norm() == OutputNorm.SUM) {
                divisor = o[row + values] + (float) form.epsilon();
                o[row + values] = 0;
            } else {
                float squares = Blocks.dot(o, row, o, row, valueWidth);
                divisor = (float) Math.sqrt(squares / values + form.epsilon());
            }
            divisors[r] = divisor;
            float factor = 1 / divisor;
            Blocks.scale(o, row, valueWidth, factor);
        }
    }

    /** Turns dL/do, in {@code gradient}, into dL/dt, for outputs that {@link #normalise} has just made. */
    void normGradient(float[] gradient, float[] divisors) {
        for (int r = 0; r < rows; r++) {
            int row = r * valueWidth;
            float dot = Blocks.dot(gradient, row, o, row, valueWidth);
            if (form.norm() == OutputNorm.SUM) {
                gradient[row + values] = -dot;
            } else {
                Blocks.add(o, row, gradient, row, valueWidth, -dot / values);
            }
            Blocks.scale(gradient, row, valueWidth, 1 / divisors[r]);
        }
    }

    /** From gradients of scaled, mapped queries and mapped keys to gradients of the inputs. */
    void unmapGradients(float[] dQ, float[] dK) {
        int n = padded * keyWidth;
        if (form.featureMap() != FeatureMap.IDENTITY) {
            form.featureMap().applyDerivative(k.array(), dK, n);
            Blocks.scale(q, n, 1 / scale);
            form.featureMap().applyDerivative(q, dQ, n);
        }
        if (scale != 1) {
            Blocks.scale(dQ, n, scale);
        }
    }
}
