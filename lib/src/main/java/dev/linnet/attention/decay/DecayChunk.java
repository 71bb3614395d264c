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
import dev.linnet.attention.matrix.RowDots;
import dev.linnet.attention.matrix.Transpose;
import dev.linnet.attention.matrix.Triangle;
import java.util.Arrays;
import java.util.Optional;

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
    /** Where the state has a column for the sum of keys. */
    private final Optional<KeySums> sums;
    private final RowDots dots;
    private final float[] factors;
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
        valueWidth = Lanes.padded(values);
        decays = new Decays(rule, width);
        q = new float[width * keyWidth];
        k = new Operand(keys, keyWidth, width);
        v = new Operand(values, valueWidth, width);
        p = new float[width * width];
        o = new float[width * valueWidth];
        scaled = new float[width * Math.max(keyWidth, valueWidth)];
        transposed = new float[Math.max(keyWidth, valueWidth) * Math.max(width, keyWidth)];
        sums = form.norm() == OutputNorm.SUM ? Optional.of(new KeySums(this)) : Optional.empty();
        dots = new RowDots(width);
        factors = new float[width];
    }

    /** Rows of a padded state of the heads of a layout: those of the keys, and behind them as many as the sum of keys takes. */
    static int stateRows(LinearForm form, Layout layout) {
        int keyWidth = Lanes.padded(layout.keyDim());
        int valueWidth = Lanes.padded(layout.valueDim());
        return keyWidth + (form.norm() == OutputNorm.SUM ? (keyWidth + valueWidth - 1) / valueWidth : 0);
    }

    /** Where the sum of keys begins in a state. */
    private int matrixSize() {
        return keyWidth * valueWidth;
    }

    /** Takes a head's state out of the caller's {@code [head][key][column]}; zero if that is empty. */
    void loadState(float[] from, int index, float[] state) {
        if (sums.isEmpty()) {
            Blocks.loadOrZero(from, index * keys * values, keys, values, state, valueWidth, keyWidth);
            return;
        }
        Arrays.fill(state, 0f);
        for (int i = 0; from.length > 0 && i < keys; i++) {
            int at = (index * keys + i) * (values + 1);
            System.arraycopy(from, at, state, i * valueWidth, values);
            state[matrixSize() + i] = from[at + values];
        }
    }

    /** Puts a head's state into the caller's array. */
    void storeState(float[] state, float[] to, int index) {
        if (sums.isEmpty()) {
            Blocks.store(state, valueWidth, to, index * keys * values, keys, values);
            return;
        }
        for (int i = 0; i < keys; i++) {
            int at = (index * keys + i) * (values + 1);
            System.arraycopy(state, i * valueWidth, to, at, values);
            to[at + values] = state[matrixSize() + i];
        }
    }

    /** What the state needs: keys, values, decays. */
    void loadWrites(FloatInputs in, int head, int firstRow, int newRows) {
        rows = newRows;
        padded = Lanes.padded(rows);
        if (form.featureMap() == FeatureMap.IDENTITY) {
            k.load(in.k(), firstRow * keys, rows, padded);
        } else {
            form.featureMap().load(in.k(), firstRow * keys, rows, keys, k.room(), keyWidth, padded);
        }
        v.load(in.v(), firstRow * values, rows, padded);
        decays.load(in.logDecay(), head, firstRow, rows, padded);
    }

    void loadQueries(FloatInputs in, int firstRow) {
        form.featureMap().load(in.q(), firstRow * keys, rows, keys, q, keyWidth, padded);
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
        return values == valueWidth && rows == padded;
    }

    /** The state that leaves the chunk. */
    void advance(float[] state) {
        if (!decays.none()) {
            Blocks.scale(state, matrixSize(), decays.total());
        }
        write(state, true);
    }

    /** What the chunk adds to the decayed state. */
    void write(float[] state, boolean add) {
        float[] decayed = k.array();
        int at = k.at();
        if (!decays.none()) {
            Blocks.scaleRows(k.array(), k.at(), decays.toEnd(), scaled, 0, padded, keyWidth);
            decayed = scaled;
            at = 0;
        }
        Multiply.columns(decayed, at, keyWidth, v.array(), v.at(), valueWidth, state, 0, valueWidth, keyWidth,
                valueWidth,
                padded, Triangle.NONE, 1, add, ahead);
        if (sums.isPresent()) {
            sums.get().write(state, add);
        }
    }

    /**
     * Divides each row of O by the divisor of its norm, which it leaves in {@code divisors}.
     *
     * @param state that enters the chunk
     * @param to    receives the outputs, from {@code at} on; may be O itself
     */
    void normalise(float[] state, float[] divisors, float[] to, int at) {
        if (sums.isPresent()) {
            sums.get().weights(state, divisors);
            for (int r = 0; r < padded; r++) {
                divisors[r] += (float) form.epsilon();
            }
        } else {
            dots.dots(o, o, valueWidth, valueWidth, padded, divisors);
            for (int r = 0; r < padded; r++) {
                divisors[r] = (float) Math.sqrt(divisors[r] / values + form.epsilon());
            }
        }
        invert(divisors);
        Blocks.scaleRows(o, 0, factors, to, at, padded, valueWidth);
    }

    /** Rows of padding are divided by 1: they stay zero. */
    private void invert(float[] divisors) {
        Arrays.fill(divisors, rows, padded, 1f);
        for (int r = 0; r < padded; r++) {
            factors[r] = 1 / divisors[r];
        }
    }

    /** Turns dL/do, in {@code gradient}, into dL/dt, for outputs in O that {@link #normalise} has just made; {@code dw} is of weights' sums. */
    void normGradient(float[] gradient, float[] dw) {
        dots.dots(gradient, o, valueWidth, valueWidth, padded, dw);
        if (sums.isPresent()) {
            for (int r = 0; r < padded; r++) {
                dw[r] *= -factors[r];
            }
        } else {
            for (int r = 0; r < rows; r++) {
                Blocks.add(o, r * valueWidth, gradient, r * valueWidth, valueWidth, -dw[r] / values);
            }
        }
        Blocks.scaleRows(gradient, factors, gradient, padded, valueWidth);
    }

    /** What the chunk's queries add to the adjoint through the sums of weights. */
    void readSums(float[] dw, float[] adjoint, boolean add) {
        if (sums.isPresent()) {
            sums.get().read(dw, adjoint, add);
        }
    }

    /** What queries and keys get through the sums of weights. */
    void sumGradients(float[] state, float[] adjoint, float[] dw, float[] dQ, float[] dK) {
        if (sums.isPresent()) {
            sums.get().gradients(state, adjoint, dw, dQ, dK);
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
